// SPDX-License-Identifier: Apache-2.0
// GNU a ?: b evaluates a once, though libclang shows it three times.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int g(void), h(void);
// CHECK-LABEL: function f
// CHECK: call g()
// CHECK-NEXT: if call#0 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: l0 = call#0
// CHECK-NEXT: -> b3
// CHECK-NEXT: b2:
// CHECK-NEXT: call h()
// CHECK-NEXT: l0 = call#2
// CHECK-NEXT: -> b3
// CHECK-NEXT: b3:
// CHECK-NEXT: return l0
int f(void)
{
    return g() ?: h();
}
