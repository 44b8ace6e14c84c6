// SPDX-License-Identifier: Apache-2.0
// Positional, nested and array initialisers reach the field they stand for.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
struct Inner {
    int id;
    void (*run)(void);
};
struct Outer {
    struct Inner inner;
    struct Inner more[2];
};
static void a(void) {}
static void b(void) {}
static void c(void) {}
struct Outer table[] = {{{1, a}, {{2, b}, {3, c}}}};

void caller(struct Outer *o)
{
    o->more[0].run();
}
// CHECK-DAG: caller -> a [field Inner@field-positional.c.run] (1 of 3)
// CHECK-DAG: caller -> b [field Inner@field-positional.c.run] (1 of 3)
// CHECK-DAG: caller -> c [field Inner@field-positional.c.run] (1 of 3)
