// SPDX-License-Identifier: Apache-2.0
// && || ! in a condition are edges.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int g(void), h(void);
void a(void);
// CHECK-LABEL: function and_or
// CHECK: call g()
// CHECK-NEXT: if call#0 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: if p0 -> b3 else b2
// CHECK-NEXT: b2:
// CHECK-NEXT: call h()
// CHECK-NEXT: if call#1 -> b4 else b3
// CHECK-NEXT: b3:
// CHECK-NEXT: call a()
// CHECK-NEXT: -> b4
void and_or(int x)
{
    if ((g() && x) || !h())
        a();
}
