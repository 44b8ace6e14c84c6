// SPDX-License-Identifier: Apache-2.0
// Both ways of an if, with and without else; an else-if chain.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int a(void), b(void), c(void);
// CHECK-LABEL: function one
// CHECK: b0:
// CHECK-NEXT: if p0 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: call a()
// CHECK-NEXT: -> b2
// CHECK-NEXT: b2:
// CHECK-NEXT: return
void one(int x)
{
    if (x)
        a();
}
// CHECK-LABEL: function chain
// CHECK: if p0 == 1 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: call a()
// CHECK-NEXT: -> b5
// CHECK-NEXT: b2:
// CHECK-NEXT: if p0 == 2 -> b3 else b4
// CHECK-NEXT: b3:
// CHECK-NEXT: call b()
// CHECK-NEXT: -> b5
// CHECK-NEXT: b4:
// CHECK-NEXT: call c()
// CHECK-NEXT: -> b5
// CHECK-NEXT: b5:
// CHECK-NEXT: call a()
// CHECK-NEXT: return
void chain(int x)
{
    if (x == 1) {
        a();
    } else if (x == 2) {
        b();
    } else {
        c();
    }
    a();
}
// CHECK-LABEL: function empty_arm
// CHECK: if p0 -> b2 else b1
// CHECK-NEXT: b1:
// CHECK-NEXT: call a()
// CHECK-NEXT: -> b2
// CHECK-NEXT: b2:
// CHECK-NEXT: return
void empty_arm(int x)
{
    if (x)
        ;
    else
        a();
}
