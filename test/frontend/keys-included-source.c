// SPDX-License-Identifier: Apache-2.0
// A function written in an included source, its name pasted: file and line where it is written.
// RUN: %split-file %s %t
// RUN: %qlockdep flow %t/main.c -- -std=gnu11 | %FileCheck %t/main.c

//--- tmpl.c.inc
int glue(get, SUFFIX)(void)
{
    return helper();
}
//--- main.c
#define xglue(a, b) a##b
#define glue(a, b) xglue(a, b)
static int helper(void) { return 1; }
#define SUFFIX _one
#include "tmpl.c.inc"
// CHECK: function get_one SRC:tmpl.c.inc:1-4 int ()
// CHECK-NOT: marks:
// CHECK: call helper@main.c()
