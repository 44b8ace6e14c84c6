// SPDX-License-Identifier: Apache-2.0
// A parent that sets the method on some ways only may have its own parent's.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --implicit-check-not=" -> "
#include "Inputs/types.h"

static void base_realize(void) {}
static void other_realize(void) {}
static void derived_realize(void) {}

static void middle_realize(void) {}

static void base_init(struct Class *k)
{
    k->realize = base_realize;
}

static void other_init(struct Class *k)
{
    k->realize = other_realize;
}

static int enabled;

static void middle_init(struct Class *k)
{
    if (enabled) {
        k->realize = middle_realize;
    }
}

static void derived_init(struct Class *k)
{
    kept(k)->parent_realize = k->realize;
    k->realize = derived_realize;
}

static const TypeInfo object = {.name = "object"};
static const TypeInfo base = {.name = "base", .parent = "object", .class_init = base_init};
static const TypeInfo other = {.name = "other", .parent = "object", .class_init = other_init};
static const TypeInfo derived = {.name = "derived", .parent = "middle", .class_init = derived_init};
static const TypeInfo middle = {.name = "middle", .parent = "base", .class_init = middle_init};

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
// CHECK-DAG: caller -> middle_realize [field Kept.parent_realize]
