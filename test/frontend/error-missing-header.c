// SPDX-License-Identifier: Apache-2.0
// A missing header is an error with its place; the facts of the rest are there.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

#include "no-such-header.h"
void a(void);
void f(Unknown *u)
{
    a();
    u->cb();
    unknown_call(3);
    if (u)
        a();
}
// CHECK: errors: {{[0-9]+}}; first: error-missing-header.c:[[#@LINE-10]]:10: 'no-such-header.h' file not found
// CHECK: function f
// CHECK: call a()
// CHECK: call a()
