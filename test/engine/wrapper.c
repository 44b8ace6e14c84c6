// SPDX-License-Identifier: Apache-2.0
// Functions that do nothing but take and release a lock need no annotation; the holder is their caller.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

typedef struct Device {
    Context *ctx;
} Device;

static void device_lock(Device *dev)
{
    context_acquire(dev->ctx);
}

static void device_unlock(Device *dev)
{
    context_release(dev->ctx);
}

static void bad(void *opaque)
{
    Device *dev = opaque;
    device_lock(dev);
    access_memory();
    device_unlock(dev);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    Device *dev = opaque;
    device_lock(dev);
    device_unlock(dev);
    access_memory();
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
