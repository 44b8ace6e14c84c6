// SPDX-License-Identifier: Apache-2.0
// A field keeps what it holds when the struct is copied, and through a compound literal.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --indirect --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
typedef void Function(void);
static void f(void) {}
static void g(void) {}

static void h(void) {}
struct Ops {
    Function *run, *stop;
};

void set(struct Ops *ops, const struct Ops *from)
{
    *ops = *from;
}

void start(struct Ops *ops)
{
    const struct Ops mine = {.run = f, .stop = h};
    set(ops, &mine);
    *ops = (struct Ops){.run = g, .stop = h};
}

void caller(struct Ops *ops)
{
    ops->run();
}
// CHECK-DAG: caller -> f [field Ops@kind-field-copied.c.run]
// CHECK-DAG: caller -> g [field Ops@kind-field-copied.c.run]
