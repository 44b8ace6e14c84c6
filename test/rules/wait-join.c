// SPDX-License-Identifier: Apache-2.0
// To join a thread with a lock held is an error if that thread may take the lock, and else a note. The
// thread is the one that was started with the same object.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule big-wait --all --format json \
// RUN:   | %FileCheck %s --implicit-check-not='"severity":"error"'
#include "Inputs/waits.h"

typedef struct Device {
    Thread worker, quiet;
} Device;

static void raise_irq(void)
{
    big_lock();
    big_unlock();
}

static void *needy(void *opaque)
{
    raise_irq();
    return 0;
}

static void *frugal(void *opaque)
{
    return 0;
}

static void bad(Device *device)
{
    thread_join(&device->worker);
}

static void good_quiet(Device *device)
{
    thread_join(&device->quiet);
}

static void good_dropped(Device *device)
{
    big_unlock();
    thread_join(&device->worker);
    big_lock();
}

int main(void)
{
    static Device device;
    thread_start(&device.worker, needy, 0);
    thread_start(&device.quiet, frugal, 0);
    big_lock();
    bad(&device);
    good_quiet(&device);
    good_dropped(&device);
    return 0;
}
// CHECK-DAG: "severity":"error",{{.*}}"message":"bad waits (join){{.*}}"witnesses":[{"thread":"main-loop",{{.*}},{"thread":"thread","steps":[{"function":"needy",{{.*}}"kind":"root",{{.*}}"function":"raise_irq",{{.*}}"kind":"acquire","callee":"big_lock"
// CHECK-DAG: "severity":"note",{{.*}}"message":"good_quiet waits (join)
