// SPDX-License-Identifier: Apache-2.0
// Cases of a switch are paths of their own; falling through joins them.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;

static void bad(void *opaque)
{
    switch ((long)opaque) {
    case 1:
        context_acquire(ctx);
        /* fall through */
    case 2:
        access_memory();
        break;
    default:
        break;
    }
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    switch ((long)opaque) {
    case 1:
        context_acquire(ctx);
        context_release(ctx);
        break;
    case 2:
        access_memory();
        break;
    default:
        break;
    }
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
