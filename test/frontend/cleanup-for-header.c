// SPDX-License-Identifier: Apache-2.0
// A variable of a for header lives as long as the loop: WITH_…_GUARD() { }.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

static void drop(int **p) { (void)p; }
void a(void), b(void);
int g(void);
#define CLEAN __attribute__((cleanup(drop)))

#define WITH for (CLEAN int *once = (int *)1; once; once = 0)
// CHECK-LABEL: function f
// CHECK: l0 = 1
// CHECK-NEXT: -> b1
// CHECK-NEXT: b1:
// CHECK-NEXT: if l0 -> b2 else b6
// CHECK-NEXT: b2:
// CHECK-NEXT: if p0 -> b6 else b3
// CHECK-NEXT: b3:
// CHECK-NEXT: if p1 -> b4 else b5
// CHECK-NEXT: b4:
// CHECK-NEXT: call drop@cleanup-for-header.c(&l0) [cleanup]
// CHECK-NEXT: return
// CHECK-NEXT: b5:
// CHECK-NEXT: call a()
// CHECK-NEXT: l0 = 0 [macro WITH]
// CHECK-NEXT: -> b1
// CHECK-NEXT: b6:
// CHECK-NEXT: call drop@cleanup-for-header.c(&l0) [macro WITH] [cleanup]
// CHECK-NEXT: call b()
void f(int x, int y)
{
    WITH {
        if (x)
            break;
        if (y)
            return;
        a();
    }
    b();
}
