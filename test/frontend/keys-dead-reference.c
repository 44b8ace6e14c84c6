// SPDX-License-Identifier: Apache-2.0
// What only dead code refers to is not wanted.
// RUN: %split-file %s %t
// RUN: %qlockdep flow %t/main.c -- -std=gnu11 | %FileCheck %t/main.c

//--- h.h
static inline int dead(void) { return 1; }
static inline int alive(void) { return 2; }
//--- main.c
#include "h.h"
int f(void)
{
    if (0)
        return dead();
    return sizeof(dead()) + alive();
}
// CHECK: function f
// CHECK: function alive@h.h
// CHECK-NOT: dead
