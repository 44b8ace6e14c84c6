// SPDX-License-Identifier: Apache-2.0
// A switch over a constant leads to one case only.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void a(void), b(void);
// CHECK: b0:
// CHECK-NEXT: call b()
// CHECK-NEXT: return
// CHECK-NOT: call a
void sw(void)
{
    switch (sizeof(long)) {
    case 4:
        a();
        break;
    case 8:
        b();
        break;
    }
}
