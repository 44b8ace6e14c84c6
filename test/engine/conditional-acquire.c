// SPDX-License-Identifier: Apache-2.0
// A function that takes the lock only if it is not held, and says so: both of its outcomes balance.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;

static void bad(void *opaque)
{
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    access_memory();
    context_acquire(ctx);
    context_release(ctx);
}

// The big lock is held, so prepare_access takes nothing.
static void good_held(void *opaque)
{
    _Bool release = prepare_access();
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
    if (release) {
        big_unlock();
    }
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
    start_io(good_held, 0);
}
