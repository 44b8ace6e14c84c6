// SPDX-License-Identifier: Apache-2.0
// A test of the lock that both answers survive demands nothing.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

static void change(void)
{
    _Bool mine = !big_locked();
    if (mine) {
        big_lock();
    }
    work();
    if (mine) {
        big_unlock();
    }
}

static void demand(void)
{
    require(big_locked());
}

static void good(void *opaque)
{
    change();
}

static void bad(void *opaque)
{
    demand();
}
// CHECK: warning: bad reaches demand,

void start(void)
{
    on_worker(good, 0);
    on_worker(bad, 0);
}
