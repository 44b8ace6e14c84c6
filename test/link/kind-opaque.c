// SPDX-License-Identifier: Apache-2.0
// A function that is kept as a pointer to void in between.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --indirect --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
typedef void Function(void);
static void f(void) {}
static void g(void) {}

struct Task {
    void *opaque;
    void *other;
};

void start(struct Task *t)
{
    t->opaque = (void *)f;
    t->other = (void *)g;
}

void caller(struct Task *t)
{
    Function *run = (Function *)t->opaque;
    run();
}
// CHECK-DAG: caller -> f [field Task@kind-opaque.c.opaque]
