// SPDX-License-Identifier: Apache-2.0
// A function that returns a function pointer, and one that returns another's result.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --indirect --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
typedef void Function(void);
static void f(void) {}
static void g(void) {}

static Function *find(int n)
{
    return n ? f : 0;
}

static Function *find_again(int n)
{
    return find(n);
}

static Function *find_other(void)
{
    return g;
}

void caller(int n)
{
    find_again(n)();
}

void somebody_else(void)
{
    find_other()();
}
// CHECK-DAG: caller -> f [result of find_again]{{$}}
