// SPDX-License-Identifier: Apache-2.0
// Two rules that one wait breaks make one finding: the first rule reports it and names the other. Where
// only one lock is held, there is nothing to name.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml -a %S/Inputs/also.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error:" --implicit-check-not="also:"
#include "Inputs/locks.h"

static Mutex lock;

// CHECK: error: one holds the mutex while one waits [event-under-mutex]

static void both(void *opaque)
{
    read_lock();
    mutex_lock(&lock);
    wait_event();
    mutex_unlock(&lock);
    read_unlock();
}
// CHECK: error: both holds Read while both waits (event) [wait-under-lock]
// CHECK: also: event-under-mutex

static void one(void *opaque)
{
    mutex_lock(&lock);
    wait_event();
    mutex_unlock(&lock);
}

void start(void)
{
    start_io(both, 0);
    start_io(one, 0);
}
