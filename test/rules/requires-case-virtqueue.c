// SPDX-License-Identifier: Apache-2.0
// QEMU 9618c5badaa8 in miniature: one of two ways to drop the requests of a queue forgot the read section
// that what it calls demands.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

struct Queue {
    int *caches;
    int packed;
};

/* Called within read_lock(). */
static int *get_caches(struct Queue *q)
{
    return q->caches;
}

/* Called within read_lock(). */
static int avail(struct Queue *q)
{
    return *get_caches(q);
}

static void packed_drop_all(struct Queue *q)
{
    int *caches = get_caches(q);
    while (*caches) {
        work();
    }
}
// CHECK: warning: packed_drop_all reaches get_caches, which must run with Read held

static void split_drop_all(struct Queue *q)
{
    read_lock();
    while (*get_caches(q) && avail(q)) {
        work();
    }
    read_unlock();
}

static void drop_all(struct Queue *q)
{
    if (q->packed) {
        packed_drop_all(q);
    } else {
        split_drop_all(q);
    }
}

static void stop_device(void *opaque)
{
    drop_all(opaque);
}

static void access_memory(void *opaque)
{
    read_lock();
    stop_device(opaque);
    read_unlock();
}

void start(void)
{
    on_main(stop_device, 0);
    on_worker(access_memory, 0);
}
