// SPDX-License-Identifier: Apache-2.0
// A thread that ends with a lock taken, even if no path of it drops the lock.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

static Mutex queue_lock;
static int stop;

static void *bad(void *opaque)
{
    mutex_lock(&queue_lock);
    work();
    return opaque;
}
// CHECK: error: bad keeps queue_lock@{{.*}} [missing-unlock]

static void *good(void *opaque)
{
    mutex_lock(&queue_lock);
    while (!stop) {
        mutex_unlock(&queue_lock);
        work();
        mutex_lock(&queue_lock);
    }
    mutex_unlock(&queue_lock);
    return opaque;
}

static void *good_forever(void *opaque)
{
    mutex_lock(&queue_lock);
    while (1) {
        work();
    }
    return opaque;
}

void start(void)
{
    start_thread("bad", bad, NULL);
    start_thread("good", good, NULL);
    start_thread("forever", good_forever, NULL);
}
