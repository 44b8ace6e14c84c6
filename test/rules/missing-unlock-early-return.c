// SPDX-License-Identifier: Apache-2.0
// A path returns with a lock that the other paths drop: between the lock and its unlock, from inside a
// loop, from a handler that nobody calls but the main loop's list.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

typedef struct Blocks {
    Mutex lock;
    int n;
} Blocks;
static Blocks blocks;

int bad(int limit)
{
    mutex_lock(&blocks.lock);
    if (blocks.n > limit) {
        return -1;
    }
    work();
    mutex_unlock(&blocks.lock);
    return 0;
}
// CHECK: error: bad keeps Blocks@{{.*}}.lock [missing-unlock]

int good(int limit)
{
    mutex_lock(&blocks.lock);
    if (blocks.n > limit) {
        mutex_unlock(&blocks.lock);
        return -1;
    }
    work();
    mutex_unlock(&blocks.lock);
    return 0;
}

int bad_loop(Blocks *b)
{
    for (int i = 0; i < b->n; i++) {
        mutex_lock(&b->lock);
        if (failed()) {
            return -1;
        }
        mutex_unlock(&b->lock);
    }
    return 0;
}
// CHECK: error: bad_loop keeps Blocks@{{.*}}.lock [missing-unlock]

int good_loop(Blocks *b)
{
    int ret = 0;
    for (int i = 0; i < b->n && !ret; i++) {
        mutex_lock(&b->lock);
        if (failed()) {
            ret = -1;
        }
        mutex_unlock(&b->lock);
    }
    return ret;
}

static void bad_handler(void *opaque)
{
    Blocks *b = opaque;
    mutex_lock(&b->lock);
    if (b->n != 12) {
        return;
    }
    mutex_unlock(&b->lock);
}
// CHECK: error: bad_handler keeps Blocks@{{.*}}.lock [missing-unlock]

static void good_handler(void *opaque)
{
    Blocks *b = opaque;
    mutex_lock(&b->lock);
    if (b->n != 12) {
        goto out;
    }
    work();
out:
    mutex_unlock(&b->lock);
}

// What never returns keeps nothing.
int good_noreturn(int limit)
{
    mutex_lock(&blocks.lock);
    if (blocks.n > limit) {
        give_up();
    }
    mutex_unlock(&blocks.lock);
    return 0;
}

void start(void)
{
    bad(good(bad_loop(&blocks) + good_loop(&blocks) + good_noreturn(1)));
    on_input(bad_handler, &blocks);
    on_input(good_handler, &blocks);
}
