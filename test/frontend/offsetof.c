// SPDX-License-Identifier: Apache-2.0
// offsetof with an index that is not constant evaluates it.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

struct S { int a, b[4]; };
int g(void);
// CHECK: call g()
// CHECK: return 8{{$}}
long f(void)
{
    long x = __builtin_offsetof(struct S, b[g()]);
    return __builtin_offsetof(struct S, b[1]);
}
