// SPDX-License-Identifier: Apache-2.0
// Locks follow goto.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;
extern int error(void);

static void bad(void *opaque)
{
    context_acquire(ctx);
    if (error()) {
        goto out;
    }
    context_release(ctx);
    return;
out:
    access_memory();
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    context_acquire(ctx);
    if (error()) {
        goto out;
    }
out:
    context_release(ctx);
    access_memory();
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
