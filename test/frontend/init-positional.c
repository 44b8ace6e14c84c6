// SPDX-License-Identifier: Apache-2.0
// Positional initialisers are matched with the fields; missing braces; what follows a
// designator.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void f1(int), f2(int);
int x;
struct In { int k; void (*cb)(int); };
struct Ops { const char *name; void (*open)(int); struct In in; struct In *p; void (*vec[3])(int); _Bool on; };

// CHECK-LABEL: variable plain
// CHECK: plain.Ops@init-positional.c.name = "n"
// CHECK-NEXT: plain.Ops@init-positional.c.open = f1
// CHECK-NEXT: plain.Ops@init-positional.c.in.In@init-positional.c.cb = f2
// CHECK-NEXT: plain.Ops@init-positional.c.vec[0] = f1
struct Ops plain = {"n", f1, {1, f2}, 0, {f1}};
// CHECK-LABEL: variable elided
// CHECK: elided.Ops@init-positional.c.name = "n"
// CHECK-NEXT: elided.Ops@init-positional.c.open = f1
// CHECK-NEXT: elided.Ops@init-positional.c.in.In@init-positional.c.cb = f2
// CHECK-NEXT: elided.Ops@init-positional.c.vec[0] = f1
// CHECK-NEXT: elided.Ops@init-positional.c.vec[1] = f2
// CHECK-NEXT: elided.Ops@init-positional.c.vec[2] = f1
// CHECK-NEXT: elided.Ops@init-positional.c.on = 1
struct Ops elided = {"n", f1, 1, f2, 0, f1, f2, f1, 1};
// CHECK-LABEL: variable after
// CHECK: after.Ops@init-positional.c.open = f2
// CHECK-NEXT: after.Ops@init-positional.c.in.In@init-positional.c.cb = f1
// CHECK-NEXT: after.Ops@init-positional.c.vec[1] = f1
// CHECK-NEXT: after.Ops@init-positional.c.vec[2] = f2
struct Ops after = {.open = f2, 7, f1, .vec[1] = f1, f2};
// CHECK-LABEL: variable inside
// CHECK: inside.Ops@init-positional.c.in.In@init-positional.c.cb = f1
// CHECK-NEXT: return
struct Ops inside = {.in.k = 1, f1};
