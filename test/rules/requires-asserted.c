// SPDX-License-Identifier: Apache-2.0
// Code that ends the program unless a lock is held, reached without it.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

static void change(void)
{
    require(big_locked());
    work();
}

static void bad(void *opaque)
{
    change();
}
// CHECK: warning: bad reaches change, which must run with Big held

static void good(void *opaque)
{
    big_lock();
    change();
    big_unlock();
}

void start(void)
{
    on_worker(bad, 0);
    on_worker(good, 0);
}
