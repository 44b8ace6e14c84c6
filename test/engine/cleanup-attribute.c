// SPDX-License-Identifier: Apache-2.0
// A guard's cleanup attribute releases at the end of its scope, on every way out.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;
extern int error(void);

static void unlock(Context **guard)
{
    context_release(*guard);
}

#define GUARD() \
    __attribute__((cleanup(unlock))) Context *guard = (context_acquire(ctx), ctx)

static void bad(void *opaque)
{
    GUARD();
    access_memory();
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    {
        GUARD();
        if (error()) {
            goto out;
        }
    }
out:
    access_memory();
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
