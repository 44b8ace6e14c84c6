// SPDX-License-Identifier: Apache-2.0
// Operators the language has are kept, constants folded.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void use(long);
// CHECK: call use(p0 & 3)
// CHECK-NEXT: call use((p0 | p1) ^ 1)
// CHECK-NEXT: call use(p0 == p1)
// CHECK-NEXT: call use(!p0)
// CHECK-NEXT: call use(~p0)
// CHECK-NEXT: call use(-p0)
// CHECK-NEXT: call use(p0 op p1)
// CHECK-NEXT: call use(12)
// CHECK-NEXT: call use(64)
// CHECK-NEXT: call use(4294967294)
void f(int a, int b)
{
    use(a & 3);
    use((a | b) ^ 1);
    use(a == b);
    use(!a);
    use(~a);
    use(-a);
    use(a * b);
    use(10 + 2);
    use(1 << 6);
    use(~1u);
}
