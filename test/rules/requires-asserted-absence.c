// SPDX-License-Identifier: Apache-2.0
// An assertion that a lock is not held.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

static void wait_long(void)
{
    require(!big_locked());
    work();
}

static void bad(void *opaque)
{
    wait_long();
}
// CHECK: warning: bad reaches wait_long, which must run with Big not held

static void good(void *opaque)
{
    big_unlock();
    wait_long();
    big_lock();
}

static void good_worker(void *opaque)
{
    wait_long();
}

void start(void)
{
    on_main(bad, 0);
    on_main(good, 0);
    on_worker(good_worker, 0);
}
