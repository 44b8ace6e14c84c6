// SPDX-License-Identifier: Apache-2.0
// A lock is taken again by a function that was passed on, with the object, to a function that calls it.
// The twin passes another object's lock.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/locks.h"

typedef struct Queue Queue;
struct Queue {
    Mutex lock;
    Queue *next;
};

static void plug(Done *done, void *opaque)
{
    done(opaque);
}

static void unplugged(void *opaque)
{
    Queue *queue = opaque;
    mutex_lock(&queue->lock);
    mutex_unlock(&queue->lock);
}

static void bad(void *opaque)
{
    Queue *queue = opaque;
    mutex_lock(&queue->lock);
    plug(unplugged, queue);
    mutex_unlock(&queue->lock);
}
// CHECK: error: bad holds Queue@{{.*}}.lock, and unplugged takes it again [double-lock]

static void good(void *opaque)
{
    Queue *queue = opaque;
    mutex_lock(&queue->lock);
    plug(unplugged, queue->next);
    mutex_unlock(&queue->lock);
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
