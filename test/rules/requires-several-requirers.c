// SPDX-License-Identifier: Apache-2.0
// One call without the lock that leads to several demands is one mistake; each has its witness.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

static void first(void)
{
    require(big_locked());
}

/* Called with the big lock held. */
static void second(void)
{
    work();
}

static void both(void)
{
    if (flag()) {
        second();
    }
    first();
}

static void bad(void *opaque)
{
    both();
}
// CHECK: warning: bad reaches {{first|second}},
// CHECK-DAG: first() calls require(): this is forbidden here
// CHECK-DAG: second(): this is forbidden here

static void good(void *opaque)
{
    both();
}

void start(void)
{
    on_worker(bad, 0);
    on_main(good, 0);
}
