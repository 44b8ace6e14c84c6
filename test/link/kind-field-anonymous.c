// SPDX-License-Identifier: Apache-2.0
// A field of an anonymous record inside another.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --indirect --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
typedef void Function(void);
static void f(void) {}
static void g(void) {}

static void h(void) {}
struct Outer {
    struct {
        Function *run;
    } inner;
    struct {
        Function *run;
    } other;
    union {
        Function *first;
        long number;
    };
};

void fill(struct Outer *o)
{
    o->inner.run = f;
    o->other.run = g;
    o->first = h;
}

void caller(struct Outer *o)
{
    o->inner.run();
    o->first();
}
// CHECK-DAG: caller -> f [field Outer@kind-field-anonymous.c.inner.run]
// CHECK-DAG: caller -> h [field {{.*}}first]
