// SPDX-License-Identifier: Apache-2.0
// Arrays: designators, ranges, arrays of records, two dimensions.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void f1(int), f2(int);
int x;
struct In { int k; void (*cb)(int); };
struct Ops { const char *name; void (*open)(int); struct In in; struct In *p; void (*vec[3])(int); _Bool on; };

// CHECK-LABEL: variable fns
// CHECK: fns[0] = f1
// CHECK-NEXT: fns[4] = f2
// CHECK-NEXT: fns[5] = f1
// CHECK-NEXT: fns[7] = f2
// CHECK-NEXT: fns[8] = f2
// CHECK-NEXT: fns[9] = f1
void (*fns[])(int) = {f1, [4] = f2, f1, [7 ... 8] = f2, f1};
// CHECK-LABEL: variable two
// CHECK: two[1][0] = f1
// CHECK-NEXT: two[1][1] = f2
// CHECK-NEXT: two[0][1] = f2
void (*two[2][2])(int) = {[1] = {f1, f2}, [0][1] = f2};
// CHECK-LABEL: variable recs
// CHECK: recs[0].In@init-array.c.cb = f1
// CHECK-NEXT: recs[1].In@init-array.c.cb = f2
// CHECK-NEXT: recs[3].In@init-array.c.cb = f1
struct In recs[] = {{1, f1}, {.cb = f2}, [3].cb = f1};
// CHECK-LABEL: variable names
// CHECK: names[0] = "zero"
// CHECK-NEXT: names[1] = "one"
const char *names[] = {"zero", "one"};
// A long range is an element of unknown index.
// CHECK-LABEL: variable many
// CHECK: many[?] = f1
// CHECK-NEXT: return
void (*many[256])(int) = {[0 ... 255] = f1};
