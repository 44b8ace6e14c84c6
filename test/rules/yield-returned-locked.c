// SPDX-License-Identifier: Apache-2.0
// A lock that a callee returns with is held over a yield of its caller; the twin drops it first. The
// same code outside of a task does not yield.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/locks.h"

void run_task(Done *entry, void *opaque);

typedef struct Queue {
    Mutex lock;
    int n;
} Queue;

static int pop_locked(Queue *queue)
{
    mutex_lock(&queue->lock);
    if (queue->n) {
        return 1;
    }
    mutex_unlock(&queue->lock);
    return 0;
}

static void bad(void *opaque)
{
    Queue *queue = opaque;
    if (pop_locked(queue)) {
        yield();
        mutex_unlock(&queue->lock);
    }
}
// CHECK: error: bad holds Queue@{{.*}}.lock while bad yields [yield-under-lock]

static void good(void *opaque)
{
    Queue *queue = opaque;
    if (pop_locked(queue)) {
        mutex_unlock(&queue->lock);
        yield();
    }
}

static void yields(void *opaque)
{
    yield();
}

static void outside(void *opaque)
{
    Queue *queue = opaque;
    if (pop_locked(queue)) {
        yield();
        mutex_unlock(&queue->lock);
    }
}

/* A task that this one enters, and that yields, only comes back here. */
static void enters_another(void *opaque)
{
    Queue *queue = opaque;
    mutex_lock(&queue->lock);
    run_task(yields, opaque);
    mutex_unlock(&queue->lock);
}

static void start_tasks(void *opaque)
{
    run_task(bad, opaque);
    run_task(good, opaque);
    run_task(enters_another, opaque);
}

void start(void)
{
    start_io(start_tasks, 0);
    start_io(outside, 0);
}
