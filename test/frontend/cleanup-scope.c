// SPDX-License-Identifier: Apache-2.0
// A cleanup runs at the end of its block, not of the function; the closing brace is the place.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

static void drop(int **p) { (void)p; }
void a(void), b(void);
int g(void);
#define CLEAN __attribute__((cleanup(drop)))

// CHECK-LABEL: function f
// CHECK: l0 = 0
// CHECK-NEXT: call a()
// CHECK-NEXT: #{{[0-9]+}} [[#@LINE+8]]:6 call drop@cleanup-scope.c(&l0) [cleanup]
// CHECK-NEXT: call b()
// CHECK-NEXT: return
void f(void)
{
    {
        CLEAN int *p = 0;
        a();
    }
    b();
}
