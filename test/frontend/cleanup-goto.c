// SPDX-License-Identifier: Apache-2.0
// goto out of a scope runs its cleanups; goto back to before the variable, too; inside the
// scope it does not. Events are numbered in source order.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

static void drop(int **p) { (void)p; }
void a(void), b(void);
int g(void);
#define CLEAN __attribute__((cleanup(drop)))

// CHECK-LABEL: function out
// CHECK: l0 = 0
// CHECK-NEXT: if p0 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: #1 {{.*}} call drop@cleanup-goto.c(&l0) [cleanup]
// CHECK-NEXT: -> b3
// CHECK-NEXT: b2:
// CHECK-NEXT: #2 {{.*}} call a()
// CHECK-NEXT: #3 {{.*}} call drop@cleanup-goto.c(&l0) [cleanup]
// CHECK-NEXT: -> b3
// CHECK-NEXT: b3:
// CHECK-NEXT: #4 {{.*}} call b()
// CHECK-NEXT: return
void out(int x)
{
    {
        CLEAN int *p = 0;
        if (x)
            goto end;
        a();
    }
end:
    b();
}
// CHECK-LABEL: function back
// CHECK: b1:
// CHECK-NEXT: l0 = 0
// CHECK-NEXT: call g()
// CHECK-NEXT: if call#1 -> b2 else b3
// CHECK-NEXT: b2:
// CHECK-NEXT: call drop@cleanup-goto.c(&l0) [cleanup]
// CHECK-NEXT: -> b1
// CHECK-NEXT: b3:
// CHECK-NEXT: call drop@cleanup-goto.c(&l0) [cleanup]
// CHECK-NEXT: return
void back(void)
{
again:;
    CLEAN int *p = 0;
    if (g())
        goto again;
}
// CHECK-LABEL: function within
// CHECK: b0:
// CHECK-NEXT: l0 = 0
// CHECK-NEXT: -> b1
// CHECK-NEXT: b1:
// CHECK-NEXT: call g()
// CHECK-NEXT: if call#1 -> b1 else b2
// CHECK-NEXT: b2:
// CHECK-NEXT: call drop@cleanup-goto.c(&l0) [cleanup]
void within(void)
{
    CLEAN int *p = 0;
again:
    if (g())
        goto again;
}
