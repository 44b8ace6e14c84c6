// SPDX-License-Identifier: Apache-2.0
// Constructors and destructors, also static inline ones of headers that nobody calls.
// RUN: %split-file %s %t
// RUN: %qlockdep flow %t/main.c -- -std=gnu11 | %FileCheck %t/main.c

//--- h.h
__attribute__((constructor)) static void from_header(void) { }
//--- main.c
#include "h.h"
static void early(void) __attribute__((constructor(101)));
static void early(void) { }
__attribute__((destructor)) static void late(void) { }
// CHECK-LABEL: function from_header@h.h {{.*}} constructor
// CHECK-NEXT: attrs: constructor
// CHECK-LABEL: function early@main.c {{.*}} constructor
// CHECK-NEXT: attrs: constructor
// CHECK-LABEL: function late@main.c {{.*}} destructor
// CHECK-NEXT: attrs: destructor
