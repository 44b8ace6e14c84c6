// SPDX-License-Identifier: Apache-2.0
// What a comment demands, as the annotations say; one that leaves a choice demands nothing.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

/* Called with the big lock held. */
static void change(void)
{
    work();
}

/* Called with the big lock or another one held. */
static void choice(void)
{
    work();
}

/* Must not be called with the big lock held. */
static void slow(void)
{
    work();
}

static void bad(void *opaque)
{
    change();
    choice();
}
// CHECK: warning: bad reaches change, which must run with Big held

static void good(void *opaque)
{
    big_lock();
    change();
    big_unlock();
    slow();
}

static void bad_slow(void *opaque)
{
    slow();
}
// CHECK: warning: bad_slow reaches slow, which must run with Big not held

void start(void)
{
    on_worker(bad, 0);
    on_worker(good, 0);
    on_main(bad_slow, 0);
}
