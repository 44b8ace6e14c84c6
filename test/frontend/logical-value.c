// SPDX-License-Identifier: Apache-2.0
// && and || outside conditions: the target gets 1 or 0; as a statement no value is made.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int g(void), h(void);
// CHECK-LABEL: function local
// CHECK: call g()
// CHECK-NEXT: if call#0 -> b1 else b3
// CHECK-NEXT: b1:
// CHECK-NEXT: call h()
// CHECK-NEXT: if call#1 -> b2 else b3
// CHECK-NEXT: b2:
// CHECK-NEXT: l0 = 1
// CHECK-NEXT: -> b4
// CHECK-NEXT: b3:
// CHECK-NEXT: l0 = 0
// CHECK-NEXT: -> b4
// CHECK-NEXT: b4:
// CHECK-NEXT: return l0
int local(void)
{
    _Bool r = g() && h();
    return r;
}
// CHECK-LABEL: function argument
// CHECK: local l0 tmp$0: int
// CHECK: l0 = 1
// CHECK: l0 = 0
// CHECK: call k(l0)
void k(int);
void argument(void)
{
    k(g() || h());
}
// CHECK-LABEL: function effect
// CHECK: if call#0 -> b2 else b1
// CHECK-NEXT: b1:
// CHECK-NEXT: call h()
// CHECK-NEXT: -> b2
// CHECK-NOT: = 1
void effect(void)
{
    g() || h();
}
