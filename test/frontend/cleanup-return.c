// SPDX-License-Identifier: Apache-2.0
// A cleanup runs at every return, after the value was computed, last variable first.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

static void drop(int **p) { (void)p; }
void a(void), b(void);
int g(void);
#define CLEAN __attribute__((cleanup(drop)))

struct S { int n; };
// CHECK-LABEL: function two
// CHECK: local l0 p: int * [cleanup drop@cleanup-return.c]
// CHECK: l0 = 0
// CHECK-NEXT: if p0->S@cleanup-return.c.n -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: call drop@cleanup-return.c(&l0) [cleanup]
// CHECK-NEXT: return 1
// CHECK-NEXT: b2:
// CHECK-NEXT: l1 = 0
// CHECK-NEXT: call g()
// CHECK-NEXT: call drop@cleanup-return.c(&l1) [cleanup]
// CHECK-NEXT: call drop@cleanup-return.c(&l0) [cleanup]
// CHECK-NEXT: return call#{{[0-9]+}}
int two(struct S *s)
{
    CLEAN int *p = 0;
    if (s->n)
        return 1;
    CLEAN int *q = 0;
    return g();
}
// CHECK-LABEL: function kept
// CHECK: local l1 tmp$1: int
// CHECK: l0 = 0
// CHECK-NEXT: l1 = p0->S@cleanup-return.c.n
// CHECK-NEXT: call drop@cleanup-return.c(&l0) [cleanup]
// CHECK-NEXT: return l1
int kept(struct S *s)
{
    CLEAN int *p = 0;
    return s->n;
}
