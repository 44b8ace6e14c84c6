// SPDX-License-Identifier: Apache-2.0
// A static function carries its file; header inlines only if used, once each, transitively.
// RUN: %split-file %s %t
// RUN: %qlockdep flow %t/main.c -- -std=gnu11 | %FileCheck %t/main.c

//--- h.h
static inline int leaf(void) { return 1; }
static inline int used(void) { return leaf(); }
static inline int unused(void) { return 2; }
static int table_fn(void) { return 3; }
static int (*const table[])(void) = {table_fn};
static int (*const unused_table[])(void) = {unused};
inline int plain_inline(void) { return 4; }
//--- main.c
#include "h.h"
static int helper(void) { return used(); }
// CHECK: function helper@main.c SRC:main.c:[[#@LINE-1]]-[[#@LINE-1]] static int
// CHECK: call used@h.h()
int entry(int i)
{
    return i ? helper() : table[i]();
}
// CHECK-LABEL: function entry SRC:main.c
// CHECK: call helper@main.c()
// CHECK: call (*table@h.h[p0])()
// CHECK-LABEL: function used@h.h SRC:h.h:2-2 static inline int
// CHECK-LABEL: variable table@h.h SRC:h.h:5-5
// CHECK: table@h.h[0] = table_fn@h.h
// CHECK-LABEL: function leaf@h.h
// CHECK-LABEL: function table_fn@h.h
// CHECK-NOT: unused
// CHECK-NOT: plain_inline
