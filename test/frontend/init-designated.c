// SPDX-License-Identifier: Apache-2.0
// Designated initialisers of a table: one assignment a leaf; numbers are left out.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void f1(int), f2(int);
int x;
struct In { int k; void (*cb)(int); };
struct Ops { const char *name; void (*open)(int); struct In in; struct In *p; void (*vec[3])(int); _Bool on; };

enum E { ZERO, ONE };
struct More { enum E e; int n; struct More *next; };
extern struct More m;
// CHECK-LABEL: variable ops
// CHECK: ops.Ops@init-designated.c.name = "ops" [declares]
// CHECK-NEXT: ops.Ops@init-designated.c.open = f1 [declares]
// CHECK-NEXT: ops.Ops@init-designated.c.in.In@init-designated.c.cb = f2 [declares]
// CHECK-NEXT: ops.Ops@init-designated.c.vec[1] = f1 [declares]
// CHECK-NEXT: ops.Ops@init-designated.c.on = 1 [declares]
// CHECK-NEXT: return
struct Ops ops = {
    .name = "ops",
    .open = f1,
    .in.cb = f2,
    .in.k = 3,
    .vec = {[1] = f1},
    .on = 1,
    .p = 0,
};
// CHECK-LABEL: variable m
// CHECK-NEXT: b0:
// CHECK-NEXT: m.More@init-designated.c.e = 1
// CHECK-NEXT: m.More@init-designated.c.next = &m
// CHECK-NEXT: return
struct More m = {.e = ONE, .n = 4, .next = &m};
// A table of nothing but numbers leaves nothing.
// CHECK-NOT: variable numbers
int numbers[] = {1, 2, 3};
