// SPDX-License-Identifier: Apache-2.0
// Functions that call each other share what they do to locks.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/more.yaml --rule context-then-big \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;
static void odd(int n);

static void even(int n)
{
    if (n == 0) {
        access_memory();
        return;
    }
    odd(n - 1);
}

static void odd(int n)
{
    even(n - 1);
}

static void take(int n)
{
    odd(n);
    context_acquire(ctx);
}

static void bad(void *opaque)
{
    take(3);
    even(3);
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    take(3);
    context_release(ctx);
    odd(3);
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
