// SPDX-License-Identifier: Apache-2.0
// The size of a variable-length array is evaluated.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int n(void);
// CHECK: call n()
// CHECK-NEXT: l0[0] = 1
void f(void)
{
    char a[n()];
    a[0] = 1;
    typedef char T[4];
}
