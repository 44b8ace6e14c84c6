// SPDX-License-Identifier: Apache-2.0
// The condition is tested before each round; break and continue.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int next(void);
void use(int), done(void);
// CHECK-LABEL: function loop
// CHECK: b0:
// CHECK-NEXT: -> b1
// CHECK-NEXT: b1:
// CHECK-NEXT: call next()
// CHECK-NEXT: if call#0 -> b2 else b5
// CHECK-NEXT: b2:
// CHECK-NEXT: if p0 == 1 -> b5 else b3
// CHECK-NEXT: b3:
// CHECK-NEXT: if p0 == 2 -> b1 else b4
// CHECK-NEXT: b4:
// CHECK-NEXT: call use(p0)
// CHECK-NEXT: -> b1
// CHECK-NEXT: b5:
// CHECK-NEXT: call done()
// CHECK-NEXT: return
void loop(int x)
{
    while (next()) {
        if (x == 1)
            break;
        if (x == 2)
            continue;
        use(x);
    }
    done();
}
