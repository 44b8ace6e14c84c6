// SPDX-License-Identifier: Apache-2.0
// __builtin_unreachable() and __builtin_trap() end the block.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int g(void);
void a(void);
// CHECK-LABEL: function f
// CHECK: if p0 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: unreachable
// CHECK-NEXT: b2:
// CHECK-NEXT: call a()
// CHECK-NEXT: return
void f(int x)
{
    if (x)
        __builtin_unreachable();
    a();
}
// CHECK-LABEL: function t
// CHECK: b0:
// CHECK-NEXT: unreachable
// CHECK-NOT: call a
void t(void)
{
    __builtin_trap();
    a();
}
