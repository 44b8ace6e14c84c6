// SPDX-License-Identifier: Apache-2.0
// Waiting on a condition drops the mutex that goes with it, and no other.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="warning: good"
#include "Inputs/locks.h"

typedef struct Queue {
    Mutex lock;
    Mutex other;
    Cond cond;
} Queue;

static void bad(void *opaque)
{
    Queue *queue = opaque;
    mutex_lock(&queue->other);
    mutex_lock(&queue->lock);
    cond_wait(&queue->cond, &queue->lock);
    mutex_unlock(&queue->lock);
    mutex_unlock(&queue->other);
}
// CHECK: warning: bad holds Queue@{{.*}}.other while bad waits (cond) [wait-under-lock]

static void good(void *opaque)
{
    Queue *queue = opaque;
    mutex_lock(&queue->lock);
    cond_wait(&queue->cond, &queue->lock);
    mutex_unlock(&queue->lock);
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
