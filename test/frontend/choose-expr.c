// SPDX-License-Identifier: Apache-2.0
// __builtin_choose_expr takes one arm; __builtin_types_compatible_p is a constant.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int g(int), h(int);
#define PICK(x) __builtin_choose_expr(__builtin_types_compatible_p(__typeof__(x), int), g(1), h(2))
// CHECK-LABEL: function ints
// CHECK: call g(1)
// CHECK-NOT: call h
int ints(int x) { return PICK(x); }
// CHECK-LABEL: function longs
// CHECK-NOT: call g
// CHECK: call h(2)
int longs(long x) { return PICK(x); }
// CHECK-LABEL: function test
// CHECK: b0:
// CHECK-NEXT: call h(3)
void test(long x)
{
    if (__builtin_types_compatible_p(__typeof__(x), int))
        g(3);
    else
        h(3);
}
