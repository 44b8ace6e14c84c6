// SPDX-License-Identifier: Apache-2.0
// A setter that overrides the method before it reads it does not read the parent's.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --implicit-check-not=" -> "
#include "Inputs/types.h"

static void base_realize(void) {}
static void other_realize(void) {}
static void derived_realize(void) {}

static void base_init(struct Class *k)
{
    k->realize = base_realize;
}

static void other_init(struct Class *k)
{
    k->realize = other_realize;
}

static void set_first(struct Class *k, Method *f, Method **parent)
{
    k->realize = f;
    *parent = k->realize;
}

static void derived_init(struct Class *k)
{
    set_first(k, derived_realize, &kept(k)->parent_realize);
}

static const TypeInfo object = {.name = "object"};
static const TypeInfo base = {.name = "base", .parent = "object", .class_init = base_init};
static const TypeInfo other = {.name = "other", .parent = "object", .class_init = other_init};
static const TypeInfo derived = {.name = "derived", .parent = "base", .class_init = derived_init};

void start(void)
{
    type_register(&object);
    type_register(&base);
    type_register(&other);
    type_register(&derived);
}

void caller(struct Kept *k)
{
    k->parent_realize();
}
// CHECK-DAG: caller -> base_realize [field Kept.parent_realize]
// CHECK-DAG: caller -> other_realize [field Kept.parent_realize]
// CHECK-DAG: caller -> derived_realize [field Kept.parent_realize]
