// SPDX-License-Identifier: Apache-2.0
// A class that no rule asks about: taken by the caller, by its caller, or by nobody.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

/* Called within read_lock(). */
static void look(void)
{
    work();
}

static void bad(void *opaque)
{
    read_lock();
    work();
    read_unlock();
    look();
}
// CHECK: warning: bad reaches look, which must run with Read held

static void good(void *opaque)
{
    read_lock();
    look();
    read_unlock();
}

static void inner(void)
{
    work();
    look();
}

static void good_outer(void *opaque)
{
    read_lock();
    inner();
    read_unlock();
}

void start(void)
{
    on_worker(bad, 0);
    on_worker(good, 0);
    on_worker(good_outer, 0);
}
