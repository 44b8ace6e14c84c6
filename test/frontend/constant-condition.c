// SPDX-License-Identifier: Apache-2.0
// Conditions known at compile time leave one edge.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int more(void);
void a(void), b(void);
enum { NO, YES };
// CHECK-LABEL: function forever
// CHECK: b1:
// CHECK-NEXT: call more()
// CHECK-NEXT: if call#0 -> b2 else b1
// CHECK-NEXT: b2:
// CHECK-NEXT: return
// CHECK-NOT: call b
void forever(void)
{
    while (1) {
        if (more())
            return;
    }
    b();
}
// CHECK-LABEL: function never
// CHECK: b0:
// CHECK-NEXT: call a()
// CHECK-NEXT: call a()
// CHECK-NEXT: return
void never(int x)
{
    if (0)
        b();
    if (YES)
        a();
    if (NO && x)
        b();
    if (2 + 2 == 4)
        a();
    if ("text"[0] && 0)
        b();
    while (!sizeof(int))
        b();
}
