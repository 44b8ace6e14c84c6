// SPDX-License-Identifier: Apache-2.0
// Nesting without end does not crash; what is too deep is left out.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void a(void);
// CHECK-LABEL: function after
// CHECK: call a()
#define N4(x) ((x) + 1)
#define M1(x) ++*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&*&x
#define M2(x) M1(x) + M1(x) + M1(x) + M1(x) + M1(x) + M1(x) + M1(x) + M1(x)
#define M3(x) M2(x) + M2(x) + M2(x) + M2(x) + M2(x) + M2(x) + M2(x) + M2(x)
#define M4(x) M3(x) + M3(x) + M3(x) + M3(x) + M3(x) + M3(x) + M3(x) + M3(x)
#define M5(x) M4(x) + M4(x) + M4(x) + M4(x)
int deep(int x)
{
    return M5(x);
}
void after(void)
{
    a();
}
