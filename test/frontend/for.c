// SPDX-License-Identifier: Apache-2.0
// Header and body of a for; continue goes to the step.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int start(void), more(int), step(int);
void use(int);
// CHECK-LABEL: function loop
// CHECK: b0:
// CHECK-NEXT: #0 [[#]]:{{[0-9]+}} call start()
// CHECK-NEXT: l0 = call#0
// CHECK-NEXT: -> b1
// CHECK-NEXT: b1:
// CHECK-NEXT: call more(l0)
// CHECK-NEXT: if call#2 -> b2 else b5
// CHECK-NEXT: b2:
// CHECK-NEXT: if p0 -> b4 else b3
// CHECK-NEXT: b3:
// CHECK-NEXT: call use(l0)
// CHECK-NEXT: -> b4
// CHECK-NEXT: b4:
// CHECK-NEXT: call step(l0)
// CHECK-NEXT: -> b1
// CHECK-NEXT: b5:
// CHECK-NEXT: return
void loop(int x)
{
    for (int i = start(); more(i); step(i)) {
        if (x)
            continue;
        use(i);
    }
}
