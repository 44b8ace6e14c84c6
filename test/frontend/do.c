// SPDX-License-Identifier: Apache-2.0
// The body comes first; continue goes to the test.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int next(void);
void use(int);
// CHECK-LABEL: function loop
// CHECK: b0:
// CHECK-NEXT: -> b1
// CHECK-NEXT: b1:
// CHECK-NEXT: if p0 -> b3 else b2
// CHECK-NEXT: b2:
// CHECK-NEXT: call use(p0)
// CHECK-NEXT: -> b3
// CHECK-NEXT: b3:
// CHECK-NEXT: call next()
// CHECK-NEXT: if call#1 -> b1 else b4
// CHECK-NEXT: b4:
// CHECK-NEXT: return
void loop(int x)
{
    do {
        if (x)
            continue;
        use(x);
    } while (next());
}
// CHECK-LABEL: function once
// CHECK: b0:
// CHECK-NEXT: call use(p0)
// CHECK-NEXT: return
void once(int x)
{
    do
        use(x);
    while (0);
}
