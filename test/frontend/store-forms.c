// SPDX-License-Identifier: Apache-2.0
// Ways a function address gets somewhere: assignment, argument, out-parameter, return, cast, &.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void f1(int), f2(int);
struct S { void (*cb)(int); void (*arr[2])(int); struct S *next; };
void reg(void (*cb)(int), void *);
// CHECK-LABEL: function f
// CHECK: p0->S@store-forms.c.cb = f1
// CHECK-NEXT: p0->S@store-forms.c.cb = f2
// CHECK-NEXT: p0->S@store-forms.c.next->S@store-forms.c.arr[1] = f1
// CHECK-NEXT: call reg(f1, p0)
// CHECK-NEXT: call reg(f2, 0)
// CHECK-NEXT: *p1 = f1
// CHECK-NEXT: l0 = f2
// CHECK-NEXT: call (*l0)(1)
// CHECK-NEXT: call (*p0->S@store-forms.c.cb)(2)
// CHECK-NEXT: call (*p0->S@store-forms.c.arr[0])(3)
// CHECK-NEXT: call f1(4)
// CHECK-NEXT: return f2
void (*f(struct S *s, void (**out)(int)))(int)
{
    s->cb = f1;
    s->cb = (void (*)(int))(void *)&f2;
    s->next->arr[1] = f1;
    reg(f1, s);
    reg(&f2, (void *)0);
    *out = f1;
    void (*local)(int) = f2;
    local(1);
    (*s->cb)(2);
    (s->arr[0])(3);
    (**f1)(4);
    return f2;
}
