// SPDX-License-Identifier: Apache-2.0
// A finding shows several ways into the violating function, one for each caller of it.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/more.yaml --rule context-then-big --format json \
// RUN:   | %FileCheck %s --implicit-check-not="no such text"
#include "Inputs/mini.h"

static Context *ctx;

static void short_way(void)
{
    prepare_access();
}

static void longer(void)
{
    prepare_access();
}

static void long_way(void)
{
    longer();
}

static void complete(void *opaque)
{
    context_acquire(ctx);
    if (opaque) {
        short_way();
    } else {
        long_way();
    }
    context_release(ctx);
}
// CHECK: "message":"complete holds
// CHECK-SAME: {"thread":"io","steps":
// CHECK-SAME: {"function":"short_way",
// CHECK-SAME: {"thread":"io","steps":
// CHECK-SAME: {"function":"longer",

void start(void)
{
    start_io(complete, 0);
}
