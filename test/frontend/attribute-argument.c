// SPDX-License-Identifier: Apache-2.0
// The argument of a thread-safety attribute is never printed: libclang shows an address.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

struct __attribute__((capability("mutex"))) Lock { int n; } lock;
#define NEEDS_LOCK __attribute__((requires_capability(lock)))
void f(void) NEEDS_LOCK;
void f(void) { }
// CHECK: function f
// CHECK-NEXT: marks: NEEDS_LOCK
// CHECK-NEXT: attrs: requires_capability{{$}}
// CHECK-NOT: 0x
