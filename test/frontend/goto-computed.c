// SPDX-License-Identifier: Apache-2.0
// A computed goto leads to every label whose address is taken, and to no other.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void a(void), b(void), c(void);
// CHECK: switch ?
// CHECK-NEXT: case 0 -> b1
// CHECK-NEXT: default -> b2
// CHECK-NEXT: b1:
// CHECK-NEXT: call a()
// CHECK-NEXT: -> b2
// CHECK-NEXT: b2:
// CHECK-NEXT: call b()
// CHECK-NEXT: call c()
// CHECK-NEXT: return
void f(int i)
{
    void *table[] = {&&la, &&lb};
    goto *table[i];
la:
    a();
lb:
    b();
lc:
    c();
    if (0)
        goto lc;
}
