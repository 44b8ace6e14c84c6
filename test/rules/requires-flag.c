// SPDX-License-Identifier: Apache-2.0
// Trap: a flag that the walk knows nothing about tells whether the lock must be taken.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

struct State {
    int detached;
};

static void change(void)
{
    require(big_locked());
}

static void resume(void)
{
    change();
}

static void good(void *opaque)
{
    struct State *s = opaque;
    if (s->detached) {
        big_lock();
    }
    resume();
    if (s->detached) {
        big_unlock();
    }
}

static void good_main(void *opaque)
{
    resume();
}

static void bad(void *opaque)
{
    struct State *s = opaque;
    if (s->detached) {
        work();
    }
    resume();
}
// CHECK: warning: bad reaches change,

void start(void)
{
    on_worker(good, 0);
    on_worker(bad, 0);
    on_main(good_main, 0);
}
