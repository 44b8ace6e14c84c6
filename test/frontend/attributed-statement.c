// SPDX-License-Identifier: Apache-2.0
// A statement with an attribute is the statement.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void a(void), b(void);
// CHECK: switch p0
// CHECK-NEXT: case 1 -> b1
// CHECK: b1:
// CHECK-NEXT: call a()
// CHECK-NEXT: -> b2
// CHECK-NEXT: b2:
// CHECK-NEXT: call b()
void f(int x)
{
    switch (x) {
    case 1:
        __attribute__((nomerge)) a();
        __attribute__((fallthrough));
    case 2:
        b();
    }
}
