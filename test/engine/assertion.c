// SPDX-License-Identifier: Apache-2.0
// An assertion is as good as a test: code that asserts the big lock is not entered without it.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;

static void bad(void *opaque)
{
    context_acquire(ctx);
    if (!big_locked()) {
        big_lock();
        big_unlock();
    }
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while bad takes the big lock

static void good(void *opaque)
{
    context_acquire(ctx);
    require(big_locked());
    big_lock();
    context_release(ctx);
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
