// SPDX-License-Identifier: Apache-2.0
// The left side for its effects, the right side for its value.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int g(int);
void a(void);
// CHECK: call a()
// CHECK-NEXT: call g(1)
// CHECK-NEXT: return call#1
int f(void)
{
    return (a(), g(1));
}
// CHECK-LABEL: function cond
// CHECK: call a()
// CHECK-NEXT: if p0 -> b1
void cond(int x)
{
    if (a(), x)
        g(2);
}
