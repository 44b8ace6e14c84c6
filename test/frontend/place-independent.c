// SPDX-License-Identifier: Apache-2.0
// The same source in two places gives the same facts.
// RUN: %split-file %s %t && rm -rf %t/two && mkdir -p %t/two/deeper && cp -r %t/one %t/two/deeper
// RUN: %qlockdep flow %t/one/a.c > %t/one.txt
// RUN: %qlockdep flow %t/two/deeper/one/a.c > %t/two.txt
// RUN: cmp %t/one.txt %t/two.txt
// RUN: grep -v h/a.h %t/one.txt > %t/rest.txt
// RUN: %not grep -E 'unnamed|anonymous|/' %t/rest.txt

//--- one/a.c
#include "h/a.h"
//--- one/h/a.h
static struct { int x; } state;
typedef struct { struct { int n; } in; } T;
extern struct { int y; } *shared;
static inline int get(T *t) { struct { int z; } s = {t->in.n}; return s.z; }
int f(T *t, const char *(*log)(const char *, int))
{
    union { int i; float f; } pun = {3};
    log(__FILE__, shared->y);
    return get(t) + state.x + pun.i + _Generic(state.x, int: 1, default: 2);
}
