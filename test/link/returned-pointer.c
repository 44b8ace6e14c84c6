// SPDX-License-Identifier: Apache-2.0
// A function pointer returned by another function.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
typedef void Handler(void);
static void fast(void) {}
static void slow(void) {}
static void unused(void) {}
Handler *spare = unused;

static Handler *choose(int n)
{
    return n ? fast : slow;
}

void caller(int n)
{
    choose(n)();
}
// CHECK-DAG: caller -> choose
// CHECK-DAG: caller -> fast [
// CHECK-DAG: caller -> slow [
