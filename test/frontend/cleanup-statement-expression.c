// SPDX-License-Identifier: Apache-2.0
// The value of a statement expression is kept before its cleanups run.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

static void drop(int **p) { (void)p; }
void a(void), b(void);
int g(void);
#define CLEAN __attribute__((cleanup(drop)))

// CHECK-LABEL: function f
// CHECK: l1 = 0
// CHECK-NEXT: l2 = *l1
// CHECK-NEXT: call drop@cleanup-statement-expression.c(&l1) [cleanup]
// CHECK-NEXT: l0 = l2
// CHECK-NEXT: call b()
void f(void)
{
    int x = ({ CLEAN int *p = 0; *p; });
    b();
}
