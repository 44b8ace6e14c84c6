// SPDX-License-Identifier: Apache-2.0
// Its value is the last expression; a return inside leaves the function.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int g(void);
// CHECK-LABEL: function value
// CHECK: call g()
// CHECK-NEXT: l0 = call#0
// CHECK-NEXT: return l0 + 1
int value(void)
{
    return ({ int x = g(); x; }) + 1;
}
// CHECK-LABEL: function leaves
// CHECK: call g()
// CHECK-NEXT: if call#0 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: return 5
// CHECK-NEXT: b2:
// CHECK-NEXT: return 7
int leaves(void)
{
    return ({ if (g()) return 5; 7; });
}
