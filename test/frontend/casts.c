// SPDX-License-Identifier: Apache-2.0
// Casts and parentheses are transparent; constants take the width of their type.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

struct S { int x; };
void use(long);
// CHECK: call use(p0->S@casts.c.x)
// CHECK-NEXT: call use(44)
// CHECK-NEXT: call use(4294967295)
// CHECK-NEXT: call use(1)
// CHECK-NEXT: call use(0)
// CHECK-NEXT: call use(-1)
// CHECK-NEXT: call use(65)
void f(void *opaque)
{
    use(((struct S *)(opaque))->x);
    use((unsigned char)300);
    use((unsigned)-1);
    use((_Bool)7);
    use((long)(void *)0);
    use((signed char)0xff);
    use('A');
}
