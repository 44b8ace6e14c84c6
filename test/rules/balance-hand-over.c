// SPDX-License-Identifier: Apache-2.0
// A lock that a function hands over to its callers, or drops for them, by design: the callers show it,
// directly, through functions that pass it on, and in loops that never end. If none does, it is wrong.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

typedef struct Queue {
    Mutex lock;
    int n;
} Queue;

static int good_pop(Queue *q)
{
    mutex_lock(&q->lock);
    if (q->n) {
        return q->n--;
    }
    mutex_unlock(&q->lock);
    return 0;
}

static int pop_wrapper(Queue *q)
{
    return good_pop(q);
}

void good_user(Queue *q)
{
    if (pop_wrapper(q)) {
        work();
        mutex_unlock(&q->lock);
    }
}

static int good_pop_forever(Queue *q)
{
    mutex_lock(&q->lock);
    if (q->n) {
        return q->n--;
    }
    mutex_unlock(&q->lock);
    return 0;
}

void good_dispatcher(Queue *q)
{
    while (1) {
        if (good_pop_forever(q)) {
            mutex_unlock(&q->lock);
        }
        work();
    }
}

static int bad_pop(Queue *q)
{
    mutex_lock(&q->lock);
    if (q->n) {
        return q->n--;
    }
    mutex_unlock(&q->lock);
    return 0;
}
// CHECK-DAG: error: bad_pop keeps Queue@{{.*}}.lock [missing-unlock]

void good_other_user(Queue *q)
{
    bad_pop(q);
    mutex_lock(&q->lock);
    work();
    mutex_unlock(&q->lock);
}

static void good_drop(Queue *q)
{
    if (q->n) {
        mutex_unlock(&q->lock);
        mutex_lock(&q->lock);
    }
    mutex_unlock(&q->lock);
}

void good_taker(Queue *q)
{
    mutex_lock(&q->lock);
    good_drop(q);
}

// The lock is the caller's to name.
static int good_param(Mutex *m, int n)
{
    mutex_lock(m);
    if (n) {
        return n;
    }
    mutex_unlock(m);
    return 0;
}

void good_param_user(Queue *q)
{
    if (good_param(&q->lock, q->n)) {
        mutex_unlock(&q->lock);
    }
}

static int bad_param(Mutex *m, int n)
{
    mutex_lock(m);
    if (n) {
        return n;
    }
    mutex_unlock(m);
    return 0;
}
// CHECK-DAG: error: bad_param keeps m [missing-unlock]

void start(Queue *q)
{
    good_user(q);
    good_other_user(q);
    good_taker(q);
    good_param_user(q);
    bad_param(&q->lock, q->n);
    good_dispatcher(q);
}
