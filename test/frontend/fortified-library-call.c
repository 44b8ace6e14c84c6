// SPDX-License-Identifier: Apache-2.0
// __builtin___X_chk() is a call of __X_chk().
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int f(char *s, unsigned long n)
{
// CHECK: call __snprintf_chk(p0, p1, 1, p1, "x")
    return __builtin___snprintf_chk(s, n, 1, n, "x");
}
