// SPDX-License-Identifier: Apache-2.0
// The same condition asked twice has the same answer, unless something in it was assigned to.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

typedef struct Device {
    Context *ctx;
    Context *other;
} Device;

static void bad(void *opaque)
{
    Device *dev = opaque;
    if (dev->ctx != dev->other) {
        context_acquire(dev->ctx);
    }
    dev->other = 0;
    if (dev->ctx == dev->other) {
        access_memory();
    }
    context_release(dev->ctx);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    Device *dev = opaque;
    if (dev->ctx != dev->other) {
        context_acquire(dev->ctx);
    }
    if (dev->ctx == dev->other) {
        access_memory();
    }
    if (dev->ctx != dev->other) {
        context_release(dev->ctx);
    }
    access_memory();
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
