// SPDX-License-Identifier: Apache-2.0
// Operands of asm are evaluated.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int g(void), h(void);
// CHECK: call g()
// CHECK-NEXT: return l0
int f(void)
{
    int r;
    __asm__ volatile("mov %1, %0" : "=r"(r) : "r"(g()));
    return r;
}
