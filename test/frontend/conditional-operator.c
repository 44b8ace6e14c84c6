// SPDX-License-Identifier: Apache-2.0
// ?: as a value, as an effect, as a condition, as a callee.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int g(int), h(int);
void a(void), b(void);
// CHECK-LABEL: function value
// CHECK: if p0 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: call g(1)
// CHECK-NEXT: l0 = call#0
// CHECK-NEXT: -> b3
// CHECK-NEXT: b2:
// CHECK-NEXT: call h(2)
// CHECK-NEXT: l0 = call#2
// CHECK-NEXT: -> b3
// CHECK-NEXT: b3:
// CHECK-NEXT: return l0
int value(int x)
{
    int r = x ? g(1) : h(2);
    return r;
}
// CHECK-LABEL: function effect
// CHECK: if p0 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: call a()
// CHECK-NEXT: -> b3
// CHECK-NEXT: b2:
// CHECK-NEXT: call b()
// CHECK-NEXT: -> b3
void effect(int x)
{
    x ? a() : b();
}
// CHECK-LABEL: function condition
// CHECK: if p0 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: if p1 -> b3 else b4
// CHECK-NEXT: b2:
// CHECK-NEXT: if p2 -> b4 else b3
// CHECK-NEXT: b3:
// CHECK-NEXT: call a()
void condition(int x, int y, int z)
{
    if (x ? y : !z)
        a();
}
// CHECK-LABEL: function callee
// CHECK: local l0 tmp$0: int (*)(int)
// CHECK: l0 = g
// CHECK: l0 = h
// CHECK: call (*l0)(3)
int callee(int x)
{
    return (x ? g : h)(3);
}
// CHECK-LABEL: function known
// CHECK: b0:
// CHECK-NEXT: call h(1)
// CHECK-NEXT: return call#0
int known(void)
{
    return sizeof(int) == 8 ? g(1) : h(1);
}
