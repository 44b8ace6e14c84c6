// SPDX-License-Identifier: Apache-2.0
// A lock that is a parameter becomes its caller's object: wrappers of a family need no annotation.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/more.yaml --rule device-then-big \
// RUN:   | %FileCheck %s --implicit-check-not="warning: good"
#include "Inputs/mini.h"

typedef struct Mutex {
    int state;
} Mutex;

typedef struct Device {
    Mutex lock;
    Mutex other;
} Device;

void mutex_lock(Mutex *mutex);
void mutex_unlock(Mutex *mutex);

static void lock_inner(Device *unused, Mutex *mutex)
{
    mutex_lock(mutex);
}

static void lock_it(Mutex *mutex)
{
    lock_inner(0, mutex);
}

static void unlock_it(Mutex *mutex)
{
    mutex_unlock(mutex);
}

static void bad(void *opaque)
{
    Device *dev = opaque;
    lock_it(&dev->lock);
    access_memory();
    unlock_it(&dev->lock);
}
// CHECK: warning: bad holds a device's lock while prepare_access takes the big lock

static void good(void *opaque)
{
    Device *dev = opaque;
    lock_it(&dev->other);
    access_memory();
    unlock_it(&dev->other);
}

static void good_released(void *opaque)
{
    Device *dev = opaque;
    lock_it(&dev->lock);
    unlock_it(&dev->lock);
    access_memory();
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
    start_io(good_released, 0);
}
