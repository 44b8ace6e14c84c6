// SPDX-License-Identifier: Apache-2.0
// Unions: the first member by position, any by name; unnamed members add nothing to the path.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void f1(int), f2(int);
int x;

struct U { union { void (*a)(int); void (*b)(int); }; union { int i; void (*c)(int); } u; void (*last)(int); };
// CHECK-LABEL: variable position
// CHECK: position.U@init-union.c.a = f1
// CHECK-NEXT: position.U@init-union.c.last = f2
struct U position = {{f1}, {0}, f2};
// CHECK-LABEL: variable flat
// CHECK: flat.U@init-union.c.a = f1
// CHECK-NEXT: flat.U@init-union.c.last = f2
struct U flat = {f1, 0, f2};
// CHECK-LABEL: variable name
// CHECK: name.U@init-union.c.b = f1
// CHECK-NEXT: name.U@init-union.c.u.U@init-union.c.u.c = f2
struct U name = {.b = f1, .u.c = f2};
