// SPDX-License-Identifier: Apache-2.0
// A call that never returns ends the block, however that is declared.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

_Noreturn void c11(void);
void gnu(void) __attribute__((noreturn));
struct S { void (*die)(void) __attribute__((noreturn)); };
void a(void);
// CHECK-LABEL: function f
// CHECK: if p0 == 1 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: call c11() [noreturn]
// CHECK-NEXT: unreachable
// CHECK: call gnu() [noreturn]
// CHECK-NEXT: unreachable
// CHECK: call gnu() [noreturn]
// CHECK-NEXT: unreachable
// CHECK: call (*p1->S@noreturn.c.die)() [noreturn]
// CHECK-NEXT: unreachable
// CHECK-NOT: call a
void f(int x, struct S *s)
{
    if (x == 1)
        c11();
    else if (x == 2)
        gnu();
    else if (x == 3)
        (*gnu)();
    else
        s->die();
    a();
}
