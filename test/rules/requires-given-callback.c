// SPDX-License-Identifier: Apache-2.0
// A callback that is given away under a lock may run after it is dropped: that it runs with the lock is
// not sure.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml -a %S/Inputs/requires-create.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

void create_task(Done *done, void *opaque);

/* Must not be called with the big lock held. */
static void slow(void)
{
    work();
}

static void task(void *opaque)
{
    slow();
}

static void good(void *opaque)
{
    big_lock();
    create_task(task, opaque);
    big_unlock();
}

static void bad(void *opaque)
{
    big_lock();
    slow();
    big_unlock();
}
// CHECK: warning: bad reaches slow,

void start(void)
{
    on_worker(good, 0);
    on_worker(bad, 0);
}
