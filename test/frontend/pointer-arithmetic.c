// SPDX-License-Identifier: Apache-2.0
// A sum of pointer and index is indexing; arithmetic on bytes is not.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

struct S { int n; };
void use(void *);
// CHECK: call use(&p0[p1])
// CHECK-NEXT: call use(&p0[-2])
// CHECK-NEXT: call use(p0[3].S@pointer-arithmetic.c.n)
// CHECK-NEXT: call use(p0 - 16)
// CHECK-NEXT: call use(p2 + p1)
void f(struct S *s, int i, char *c)
{
    use(s + i);
    use(s - 2);
    use((void *)(long)(s + 3)->n);
    use((char *)s - 16);
    use(i + c);
}
