// SPDX-License-Identifier: Apache-2.0
// Forward, backward and out of a loop; a label in dead code lives if something jumps to it.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int more(void);
void a(void), b(void);
// CHECK-LABEL: function back
// CHECK: b0:
// CHECK-NEXT: -> b1
// CHECK-NEXT: b1:
// CHECK-NEXT: call a()
// CHECK-NEXT: call more()
// CHECK-NEXT: if call#1 -> b1 else b2
void back(void)
{
again:
    a();
    if (more())
        goto again;
}
// CHECK-LABEL: function out
// CHECK: b1:
// CHECK-NEXT: call more()
// CHECK-NEXT: if call#0 -> b2 else b1
// CHECK-NEXT: b2:
// CHECK-NEXT: call b()
// CHECK-NEXT: return
void out(void)
{
    for (;;) {
        if (more())
            goto end;
    }
    a();
end:
    b();
}
// CHECK-LABEL: function into_dead
// CHECK: if p0 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: call b()
// CHECK-NEXT: -> b2
// CHECK-NOT: call a()
void into_dead(int x)
{
    if (x)
        goto here;
    if (0) {
        a();
here:
        b();
    }
}
