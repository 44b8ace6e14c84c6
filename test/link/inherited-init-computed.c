// SPDX-License-Identifier: Apache-2.0
// A parent whose class function is not known keeps all targets.
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

static void derived_init(struct Class *k)
{
    kept(k)->parent_realize = k->realize;
    k->realize = derived_realize;
}

void start(void (*init)(struct Class *k))
{
    const TypeInfo object = {.name = "object"};
    const TypeInfo base = {.name = "base", .parent = "object", .class_init = init};
    const TypeInfo derived = {.name = "derived", .parent = "base", .class_init = derived_init};
    const TypeInfo other = {.name = "other", .parent = "object", .class_init = other_init};
    const TypeInfo more = {.name = "more", .parent = "other", .class_init = derived_init};
    const TypeInfo last = {.name = "last", .parent = "object", .class_init = base_init};
    type_register(&object);
    type_register(&base);
    type_register(&derived);
    type_register(&other);
    type_register(&more);
    type_register(&last);
}

void caller(struct Kept *k)
{
    k->parent_realize();
}
// CHECK-DAG: caller -> base_realize [field Kept.parent_realize]
// CHECK-DAG: caller -> other_realize [field Kept.parent_realize]
// CHECK-DAG: caller -> derived_realize [field Kept.parent_realize]
