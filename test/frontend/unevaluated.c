// SPDX-License-Identifier: Apache-2.0
// sizeof, typeof, alignof, offsetof, _Generic control and static assertions evaluate nothing.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int g(void);
struct S { int a, b; };
void use(long);
// CHECK-LABEL: function f
// CHECK-NOT: call g
// CHECK: call use(4)
// CHECK-NEXT: call use(4)
// CHECK-NEXT: call use(4)
// CHECK-NEXT: l0 = 3
// CHECK-NEXT: call use(1)
// CHECK-NOT: call g
void f(void)
{
    use(sizeof(g()));
    use(_Alignof(int));
    use(__builtin_offsetof(struct S, b));
    __typeof__(g()) x = (__typeof__(g()))3;
    use(_Generic(g(), int: 1, default: 2));
    _Static_assert(sizeof(g()) == 4, "");
}
