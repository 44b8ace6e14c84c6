// SPDX-License-Identifier: Apache-2.0
// A parameter written as an array is a pointer.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

struct S { int x; };
void use(int), take(void *);
// CHECK: call use(p0->S@array-parameter.c.x)
// CHECK-NEXT: call use(p0[1].S@array-parameter.c.x)
// CHECK-NEXT: call take(&p0[2])
// CHECK-NEXT: call take(p0)
// CHECK-NEXT: p0 op= 1
// CHECK-NEXT: call use(p0[-1].S@array-parameter.c.x)
void f(struct S s[4])
{
    use(s->x);
    use(s[1].x);
    take(s + 2);
    take(s);
    use(s++->x);
}
