// SPDX-License-Identifier: Apache-2.0
// Locals keep every leaf; a whole record is copied in one assignment.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void f1(int), f2(int);
int x;
struct In { int k; void (*cb)(int); };
struct Ops { const char *name; void (*open)(int); struct In in; struct In *p; void (*vec[3])(int); _Bool on; };

void use(struct In);
int g(void);
// CHECK-LABEL: function f
// CHECK: l0.In@init-local.c.k = 3 [declares]
// CHECK-NEXT: l0.In@init-local.c.cb = f1 [declares]
// CHECK-NEXT: l1 = l0 [record In@init-local.c] [declares]
// CHECK-NEXT: l1 = *p0 [record In@init-local.c]{{$}}
// CHECK-NEXT: call g()
// CHECK-NEXT: l2[0] = call#4 [declares]
// CHECK-NEXT: l2[1] = 2 [declares]
// CHECK-NEXT: l3.Ops@init-local.c.in = l1 [record In@init-local.c] [declares]
// CHECK-NEXT: l4 = "text" [declares]
// CHECK-NEXT: l5 = 7 [declares]
void f(struct In *p)
{
    struct In a = {3, f1};
    struct In b = a;
    b = *p;
    int arr[] = {g(), 2};
    struct Ops o = {.in = b};
    char text[] = "text";
    int scalar = {7};
}
