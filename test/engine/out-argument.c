// SPDX-License-Identifier: Apache-2.0
// A variable whose address is passed to a call is unknown after it.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;
extern int more(void);
extern void change(int *value);

static void bad(void *opaque)
{
    int taken = 0;
    if (more()) {
        context_acquire(ctx);
        taken = 1;
    }
    change(&taken);
    if (!taken) {
        access_memory();
    }
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    int taken = 0;
    int other = 0;
    if (more()) {
        context_acquire(ctx);
        taken = 1;
    }
    change(&other);
    if (!taken) {
        access_memory();
    }
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
