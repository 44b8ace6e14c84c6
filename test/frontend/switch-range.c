// SPDX-License-Identifier: Apache-2.0
// A GNU case range; values that are negative or expressions.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void a(void);
// CHECK: switch p0
// CHECK-NEXT: case 1..4 -> b1
// CHECK-NEXT: case -1 -> b1
// CHECK-NEXT: case 12 -> b1
// CHECK-NEXT: default -> b2
void sw(int x)
{
    switch (x) {
    case 1 ... 4:
    case -1:
    case 10 + 2:
        a();
    }
}
