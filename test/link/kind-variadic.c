// SPDX-License-Identifier: Apache-2.0
// A function passed where a variadic function takes it from its list is not followed, and what its
// fixed parameters take is.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --indirect --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
#include <stdarg.h>
typedef void Function(void);
static void fixed(void) {}
static void listed(void) {}

static void call_all(Function *first, ...)
{
    va_list list;
    va_start(list, first);
    Function *next = va_arg(list, Function *);
    va_end(list);
    first();
    next();
}

void caller(void)
{
    call_all(fixed, listed);
}
// CHECK-DAG: caller -> fixed [callback call_all]
