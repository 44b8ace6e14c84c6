// SPDX-License-Identifier: Apache-2.0
// Of several places that take the lock, the witness shows the last one before the violation.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;

static void bad(void *opaque)
{
    context_acquire(ctx);
    context_release(ctx);
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
    context_acquire(ctx);
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock
// CHECK: last-acquire.c:[[#@LINE-7]]: note: bad() takes Context with context_acquire()

void start(void)
{
    start_io(bad, 0);
}
