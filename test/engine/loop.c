// SPDX-License-Identifier: Apache-2.0
// A lock taken at the end of one iteration is held in the next.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;
extern int more(void);

static void bad(void *opaque)
{
    int held = 0;
    while (more()) {
        access_memory();
        if (!held) {
            context_acquire(ctx);
            held = 1;
        }
    }
    if (held) {
        context_release(ctx);
    }
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    while (more()) {
        access_memory();
        context_acquire(ctx);
        context_release(ctx);
    }
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
