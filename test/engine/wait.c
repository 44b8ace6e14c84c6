// SPDX-License-Identifier: Apache-2.0
// A rule may forbid a wait; one that depends on an argument is none if that is the literal 0.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/more.yaml --rule drain-under-context \
// RUN:   | %FileCheck %s --implicit-check-not="warning: good"
#include "Inputs/mini.h"

static Context *ctx;
void drain_all(void);
void poll_events(int block);

static void bad(void *opaque)
{
    context_acquire(ctx);
    drain_all();
    context_release(ctx);
}
// CHECK-DAG: warning: bad holds a Context lock while bad waits

static void bad_poll(void *opaque)
{
    context_acquire(ctx);
    poll_events(1);
    context_release(ctx);
}
// CHECK-DAG: warning: bad_poll holds a Context lock while bad_poll waits

static void good(void *opaque)
{
    context_acquire(ctx);
    poll_events(0);
    context_release(ctx);
    drain_all();
}

void start(void)
{
    start_io(bad, 0);
    start_io(bad_poll, 0);
    start_io(good, 0);
}
