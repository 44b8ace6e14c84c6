// SPDX-License-Identifier: Apache-2.0
// A class function that another function calls, too, may get the class of another type: it keeps
// all.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --implicit-check-not=" -> "
#include "Inputs/types.h"

static void base_realize(void) {}
static void other_realize(void) {}

static void base_init(struct Class *k)
{
    k->realize = base_realize;
}

static void other_init(struct Class *k)
{
    k->realize = other_realize;
}

static void derived_init(struct Class *k)
{
    kept(k)->parent_realize = k->realize;
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

void others_call_it(struct Class *k)
{
    derived_init(k);
}

void caller(struct Kept *k)
{
    k->parent_realize();
}
// CHECK-DAG: caller -> base_realize [field Kept.parent_realize]
// CHECK-DAG: caller -> other_realize [field Kept.parent_realize]
