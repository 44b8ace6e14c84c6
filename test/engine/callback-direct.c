// SPDX-License-Identifier: Apache-2.0
// A direct callback runs at once, with its caller's locks and what the registration says it holds.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/more.yaml  \
// RUN:   | %FileCheck %s --implicit-check-not="warning: good"
#include "Inputs/mini.h"

static Context *ctx;
void run_task(Done *task, void *opaque);

static void part(void *opaque)
{
    access_memory();
}
// CHECK-DAG: warning: part holds a device's lock while prepare_access takes the big lock

static void bad(void *opaque)
{
    context_acquire(ctx);
    run_task(part, opaque);
    context_release(ctx);
}
// CHECK-DAG: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    access_memory();
}

static void good_asks(void *opaque)
{
    if (!in_task()) {
        access_memory();
    }
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
    run_task(good_asks, 0);
}

void *io_thread(void *opaque)
{
    start();
    return 0;
}
