// SPDX-License-Identifier: Apache-2.0
// A compound literal is an object without name, local or static.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void f1(int), f2(int);
int x;
struct In { int k; void (*cb)(int); };
struct Ops { const char *name; void (*open)(int); struct In in; struct In *p; void (*vec[3])(int); _Bool on; };

void use(struct In *);
// CHECK-LABEL: function f
// CHECK: l0.In@init-compound-literal.c.cb = f1 [declares]
// CHECK-NEXT: call use(&l0)
// CHECK-NEXT: l1.In@init-compound-literal.c.k = 2 [declares]
// CHECK-NEXT: *p0 = l1 [record In@init-compound-literal.c]
void f(struct In *p)
{
    use(&(struct In){.cb = f1});
    *p = (struct In){2};
}
// CHECK-LABEL: variable ops
// CHECK: l0.In@init-compound-literal.c.cb = f2
// CHECK-NEXT: ops.Ops@init-compound-literal.c.p = &l0
struct Ops ops = {.p = &(struct In){1, f2}};
// CHECK-LABEL: variable list
// CHECK: l0[0].In@init-compound-literal.c.cb = f1
// CHECK-NEXT: l0[1].In@init-compound-literal.c.cb = f2
// CHECK-NEXT: list = &l0[0]
struct In *list = (struct In[]){{.cb = f1}, {.cb = f2}};
