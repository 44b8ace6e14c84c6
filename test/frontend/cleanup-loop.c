// SPDX-License-Identifier: Apache-2.0
// break, continue and the end of the body each run the cleanup of the body.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

static void drop(int **p) { (void)p; }
void a(void), b(void);
int g(void);
#define CLEAN __attribute__((cleanup(drop)))

// CHECK-LABEL: function f
// CHECK: b1:
// CHECK-NEXT: call g()
// CHECK-NEXT: if call#0 -> b2 else b7
// CHECK-NEXT: b2:
// CHECK-NEXT: l0 = 0
// CHECK-NEXT: if p0 -> b3 else b4
// CHECK-NEXT: b3:
// CHECK-NEXT: [[#@LINE+18]]:13 call drop@cleanup-loop.c(&l0) [cleanup]
// CHECK-NEXT: -> b7
// CHECK-NEXT: b4:
// CHECK-NEXT: if p1 -> b5 else b6
// CHECK-NEXT: b5:
// CHECK-NEXT: [[#@LINE+15]]:13 call drop@cleanup-loop.c(&l0) [cleanup]
// CHECK-NEXT: -> b1
// CHECK-NEXT: b6:
// CHECK-NEXT: call a()
// CHECK-NEXT: [[#@LINE+13]]:6 call drop@cleanup-loop.c(&l0) [cleanup]
// CHECK-NEXT: -> b1
// CHECK-NEXT: b7:
// CHECK-NEXT: call b()
void f(int x, int y)
{
    while (g()) {
        CLEAN int *p = 0;
        if (x)
            break;
        if (y)
            continue;
        a();
    }
    b();
}
