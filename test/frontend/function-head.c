// SPDX-License-Identifier: Apache-2.0
// The head of a definition: place, result, parameters, kind.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

typedef struct S S;
// CHECK: function f SRC:function-head.c:[[#@LINE+4]]-[[#@LINE+7]] const char * (S *s, int (*)(void *) cb, ...)
// CHECK-NEXT: param p0 s: S * [record S]
// CHECK-NEXT: param p1 cb: int (*)(void *)
const char *
f(S *s,
  int (*cb)(void *), ...)
{
    return 0; }
