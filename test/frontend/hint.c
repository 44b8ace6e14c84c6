// SPDX-License-Identifier: Apache-2.0
// likely() and its relatives disappear.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int g(void), h(void);
void a(void);
#define likely(x) __builtin_expect(!!(x), 1)
// CHECK-LABEL: function f
// CHECK: call g() [macro likely]
// CHECK-NEXT: if call#0 -> b1 else b3
// CHECK-NEXT: b1:
// CHECK-NEXT: call h() [macro likely]
// CHECK-NEXT: if call#1 -> b2 else b3
// CHECK-NEXT: b2:
// CHECK-NEXT: call a()
void f(void)
{
    if (likely(g() && h()))
        a();
}
// CHECK-LABEL: function value
// CHECK: return call#0
int value(void)
{
    return __builtin_expect(g(), 1);
}
