// SPDX-License-Identifier: Apache-2.0
// What a call returned decides whether its lock is held: here the caller tests it the wrong way round.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;

static int try_context(int busy)
{
    if (busy) {
        return -1;
    }
    context_acquire(ctx);
    return 0;
}

static void bad(void *opaque)
{
    if (try_context(opaque != 0) == 0) {
        access_memory();
        context_release(ctx);
    }
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    if (try_context(opaque != 0)) {
        access_memory();
        return;
    }
    context_release(ctx);
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
