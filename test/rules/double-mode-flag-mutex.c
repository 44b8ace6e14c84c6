// SPDX-License-Identifier: Apache-2.0
// A lock of an object that is taken and dropped under one condition, because some callers hold it. The
// twins take it always, or ask only whether there is a lock.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all --format json > %t.jsonl
// RUN: jq -r 'select(.rule == "double-lock") | "\(.message): \(.confidence)"' %t.jsonl | sort > %t.txt
// RUN: %FileCheck %s < %t.txt --implicit-check-not=takes
#include "Inputs/locks.h"

typedef struct Pool {
    Mutex lock;
    _Bool unlocked;
    int n;
} Pool;

static Mutex other;

// CHECK: all holds Pool@{{.*}}.lock, and always_add takes it again: 0.95
static void always_add(Pool *pool)
{
    mutex_lock(&pool->lock);
    pool->n++;
    mutex_unlock(&pool->lock);
}

// CHECK: all holds Pool@{{.*}}.lock, and flag_add takes it again: 0.28
static void flag_add(Pool *pool)
{
    if (pool->unlocked) {
        mutex_lock(&pool->lock);
    }
    pool->n++;
    if (pool->unlocked) {
        mutex_unlock(&pool->lock);
    }
}

// CHECK: all holds Pool@{{.*}}.lock, and maybe_add takes it again: 0.95
static void maybe_add(Pool *pool)
{
    if (pool) {
        mutex_lock(&pool->lock);
    }
    mutex_lock(&other);
    mutex_unlock(&other);
    if (pool) {
        mutex_unlock(&pool->lock);
    }
}

// Nobody calls it without the lock.
// CHECK: all holds Pool@{{.*}}.lock, and only_add takes it again: 0.95
static void only_add(Pool *pool)
{
    if (pool->unlocked) {
        mutex_lock(&pool->lock);
    }
    pool->n++;
    if (pool->unlocked) {
        mutex_unlock(&pool->lock);
    }
}

static void all(void *opaque)
{
    Pool *pool = opaque;
    mutex_lock(&pool->lock);
    always_add(pool);
    flag_add(pool);
    maybe_add(pool);
    only_add(pool);
    mutex_unlock(&pool->lock);
}

static void alone(void *opaque)
{
    flag_add(opaque);
    maybe_add(0);
}

void start(Pool *pool)
{
    start_io(all, pool);
    start_io(alone, pool);
}
