// SPDX-License-Identifier: Apache-2.0
// An array of function pointers: any of its elements, and none of another array.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --indirect --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
typedef void Function(void);
static void f(void) {}
static void g(void) {}

static void h(void) {}
static Function *const table[] = {f, [2] = g};
static Function *const others[] = {h};

void caller(int n)
{
    table[n]();
}

void somebody_else(int n)
{
    others[n]();
}
// CHECK-DAG: caller -> f [global table@kind-array.c]
// CHECK-DAG: caller -> g [global table@kind-array.c]
