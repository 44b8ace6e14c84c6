// SPDX-License-Identifier: Apache-2.0
// A trylock's return value says whether the lock was taken; 0 means yes here.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;

static void bad(void *opaque)
{
    if (!context_trylock(ctx)) {
        access_memory();
        context_release(ctx);
    }
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    if (context_trylock(ctx)) {
        access_memory();
    } else {
        context_release(ctx);
    }
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
