// SPDX-License-Identifier: Apache-2.0
// An array of function pointers in a record, filled element by element.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --indirect --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
typedef void Function(void);
static void f(void) {}
static void g(void) {}

static void h(void) {}
struct Ops {
    Function *read[4];
    Function *write[4];
};

void fill(struct Ops *ops)
{
    ops->read[0] = f;
    ops->read[1] = g;
    ops->write[0] = h;
}

void caller(struct Ops *ops, int n)
{
    ops->read[n]();
}
// CHECK-DAG: caller -> f [field Ops@kind-array-field.c.read]
// CHECK-DAG: caller -> g [field Ops@kind-array-field.c.read]
