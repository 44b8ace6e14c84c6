// SPDX-License-Identifier: Apache-2.0
// Values returned; code after a return is dropped.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int g(int);
void a(void);
// CHECK-LABEL: function value
// CHECK: call g(p0)
// CHECK-NEXT: return call#0
// CHECK-NOT: call a
int value(int x)
{
    return g(x);
    a();
}
// CHECK-LABEL: function early
// CHECK: if p0 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: return{{$}}
// CHECK-NEXT: b2:
// CHECK-NEXT: call a()
// CHECK-NEXT: return{{$}}
void early(int x)
{
    if (x)
        return;
    a();
}
// CHECK-LABEL: function constant
// CHECK: return -22
int constant(void)
{
    return -22;
}
