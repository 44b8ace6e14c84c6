// SPDX-License-Identifier: Apache-2.0
// A net effect that is no function of return value and entry counts as none: it must not leak into
// every caller.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;
extern int sometimes(void);

static void maybe_lock(void)
{
    if (sometimes()) {
        context_acquire(ctx);
    }
}

static void always_lock(void)
{
    context_acquire(ctx);
}

static void bad(void *opaque)
{
    always_lock();
    access_memory();
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    maybe_lock();
    access_memory();
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
