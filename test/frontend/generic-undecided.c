// SPDX-License-Identifier: Apache-2.0
// A _Generic whose text cannot be read is a choice between all its associations.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int one(int), two(int);
#define CAT(a, b) a##b
#define TYPES(f) int *: f, long *: two
// CHECK: switch ?
// CHECK-NEXT: case 1 -> b1
// CHECK-NEXT: default -> b2
// CHECK-NEXT: b1:
// CHECK-NEXT: l0 = one
// CHECK: b2:
// CHECK-NEXT: l0 = two
// CHECK: call (*l0)(3)
int f(int *x)
{
    return _Generic(x, TYPES(one))(3);
}
