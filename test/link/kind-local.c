// SPDX-License-Identifier: Apache-2.0
// A local pointer: it holds what is assigned to it, and not what another function's local of that
// name holds.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --indirect --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
typedef void Function(void);
static void f(void) {}
static void g(void) {}

void caller(int n)
{
    Function *p = n ? f : 0;
    if (n == 2) {
        p = f;
    }
    p();
}

void somebody_else(void)
{
    Function *p = g;
    p();
}
// CHECK-DAG: caller -> f [variable p]
