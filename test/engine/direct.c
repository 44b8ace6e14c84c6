// SPDX-License-Identifier: Apache-2.0
// Taking the big lock while the context lock is held is found; after its release it is not.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;

static void bad(void *opaque)
{
    context_acquire(ctx); // the holder
    big_lock();
    big_unlock();
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while bad takes the big lock

static void good(void *opaque)
{
    context_acquire(ctx);
    context_release(ctx);
    big_lock();
    big_unlock();
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
