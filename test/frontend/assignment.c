// SPDX-License-Identifier: Apache-2.0
// Every assignment operator; the value of an assignment.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int g(void);
struct S { int n; unsigned flags; };
// CHECK-LABEL: function ops
// CHECK: p0->S@assignment.c.n = 1{{$}}
// CHECK-NEXT: p0->S@assignment.c.flags |= 4{{$}}
// CHECK-NEXT: p0->S@assignment.c.flags &= p1{{$}}
// CHECK-NEXT: p0->S@assignment.c.n op= p1{{$}}
// CHECK-NEXT: p0->S@assignment.c.n op= -p1{{$}}
// CHECK-NEXT: p0->S@assignment.c.flags op= 2{{$}}
void ops(struct S *s, int x)
{
    s->n = 1;
    s->flags |= 4;
    s->flags &= x;
    s->n += x;
    s->n -= x;
    s->flags <<= 2;
}
// CHECK-LABEL: function value
// CHECK: call g()
// CHECK-NEXT: l0 = call#0
// CHECK-NEXT: if l0 < 0 -> b1
int value(void)
{
    int r;
    if ((r = g()) < 0)
        return r;
    return 0;
}
// CHECK-LABEL: function twice
// CHECK: p1->S@assignment.c.n = 3
// CHECK-NEXT: p0->S@assignment.c.n = 3
void twice(struct S *s, struct S *t)
{
    s->n = t->n = 3;
}
