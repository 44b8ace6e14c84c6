// SPDX-License-Identifier: Apache-2.0
// A function stored through a pointer to a function pointer, as class initialisers keep their
// parent's method.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
struct Class {
    void (*realize)(void);
    void (*parent_realize)(void);
};
static void base_realize(void) {}
static void derived_realize(void) {}

static void set_parent_realize(struct Class *k, void (*f)(void), void (**parent)(void))
{
    *parent = k->realize;
    k->realize = f;
}

void class_init(struct Class *k)
{
    k->realize = base_realize;
    set_parent_realize(k, derived_realize, &k->parent_realize);
}

void caller(struct Class *k)
{
    k->parent_realize();
}
// CHECK-DAG: caller -> base_realize [field Class@out-parameter.c.parent_realize]
// CHECK-DAG: caller -> derived_realize [field Class@out-parameter.c.parent_realize]
