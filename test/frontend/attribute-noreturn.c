// SPDX-License-Identifier: Apache-2.0
// The three ways to declare that a function never returns.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

_Noreturn void c11(void) { for (;;) ; }
__attribute__((noreturn)) void gnu(void) { for (;;) ; }
#define NORETURN __attribute__((__noreturn__))
NORETURN void macro(void) { for (;;) ; }
// CHECK: function c11 {{.*}} noreturn
// CHECK-NEXT: attrs: noreturn
// CHECK: function gnu {{.*}} noreturn
// CHECK-NEXT: attrs: noreturn
// CHECK: function macro {{.*}} noreturn
// CHECK-NEXT: marks: NORETURN
// CHECK-NEXT: attrs: noreturn
