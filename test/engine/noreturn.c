// SPDX-License-Identifier: Apache-2.0
// Nothing happens after a call that never returns, declared or found out.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;

static void give_up(void)
{
    fail();
}

static void bad(void *opaque)
{
    context_acquire(ctx);
    if (!opaque) {
        fail();
    }
    access_memory();
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    context_acquire(ctx);
    if (opaque) {
        context_release(ctx);
    } else {
        give_up();
    }
    access_memory();
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
