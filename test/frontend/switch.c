// SPDX-License-Identifier: Apache-2.0
// Cases, fall-through, default in the middle, break.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void a(void), b(void), c(void), d(void);
// CHECK-LABEL: function sw
// CHECK: switch p0
// CHECK-NEXT: case 1 -> b1
// CHECK-NEXT: case 2 -> b2
// CHECK-NEXT: case 3 -> b2
// CHECK-NEXT: default -> b3
// CHECK-NEXT: b1:
// CHECK-NEXT: call a()
// CHECK-NEXT: -> b2
// CHECK-NEXT: b2:
// CHECK-NEXT: call b()
// CHECK-NEXT: -> b4
// CHECK-NEXT: b3:
// CHECK-NEXT: call c()
// CHECK-NEXT: -> b4
// CHECK-NEXT: b4:
// CHECK-NEXT: call d()
// CHECK-NEXT: return
void sw(int x)
{
    switch (x) {
    case 1:
        a();
        /* fall through */
    case 2:
    case 3:
        b();
        break;
    default:
        c();
    }
    d();
}
// CHECK-LABEL: function no_default
// CHECK: switch p0
// CHECK-NEXT: case 7 -> b1
// CHECK-NEXT: default -> b2
// CHECK-NEXT: b1:
// CHECK-NEXT: call a()
// CHECK-NEXT: -> b2
// CHECK-NEXT: b2:
// CHECK-NEXT: return
enum E { SEVEN = 7 };
void no_default(enum E x)
{
    switch (x) {
    case SEVEN:
        a();
    }
}
