// SPDX-License-Identifier: Apache-2.0
// How objects are named: members, pointers, arrays; & and * cancel out.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

struct In { int x; };
struct S { struct In in; struct In *p; struct In arr[4]; int nums[3]; };
void use(int), take(void *);
// CHECK-LABEL: function f
// CHECK: call use(p0->S@access-paths.c.in.In@access-paths.c.x)
// CHECK-NEXT: call use(p0->S@access-paths.c.p->In@access-paths.c.x)
// CHECK-NEXT: call use(p0->S@access-paths.c.arr[p1].In@access-paths.c.x)
// CHECK-NEXT: call use(p0->S@access-paths.c.arr[0].In@access-paths.c.x)
// CHECK-NEXT: call take(&p0->S@access-paths.c.nums[0])
// CHECK-NEXT: call take(&p0->S@access-paths.c.nums)
// CHECK-NEXT: call take(&p0->S@access-paths.c.in)
// CHECK-NEXT: call take(p0)
// CHECK-NEXT: call use(p0->S@access-paths.c.nums[2])
// CHECK-NEXT: call take(&l0)
// CHECK-NEXT: call use(*p2)
// CHECK-NEXT: call use(*p2)
void f(struct S *s, int i, int *q)
{
    struct S t;
    use(s->in.x);
    use((*s).p->x);
    use(s->arr[i].x);
    use(s->arr->x);
    take(s->nums);
    take(&s->nums);
    take(&s->in);
    take(&*s);
    use(2[s->nums]);
    take(&t);
    use(*&*q);
    use(q[0]);
}
