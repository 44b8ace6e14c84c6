// SPDX-License-Identifier: Apache-2.0
// Functions that call each other and never return: neither does what calls them.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;
static void pong(int n);

static void ping(int n)
{
    if (n) {
        pong(n - 1);
    }
    fail();
}

static void pong(int n)
{
    if (n) {
        ping(n - 1);
    }
    fail();
}

static void bad(void *opaque)
{
    context_acquire(ctx);
    access_memory();
    ping(3);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    context_acquire(ctx);
    ping(3);
    access_memory();
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
