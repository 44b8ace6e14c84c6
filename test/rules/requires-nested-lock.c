// SPDX-License-Identifier: Apache-2.0
// A lock that nests is taken by whoever needs it: that it is held far up now and then excuses nobody, but
// it is enough if the caller takes it.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

/* Called within read_lock(). */
static void look(void)
{
    work();
}

static void drop_all(void)
{
    look();
}

static void helper(void)
{
    look();
}

static void stop(void)
{
    drop_all();
    read_lock();
    helper();
    read_unlock();
}

static void bad(void *opaque)
{
    stop();
}
// CHECK: warning: drop_all reaches look,

static void dispatch(void *opaque)
{
    read_lock();
    bad(opaque);
    read_unlock();
}

static void good(void *opaque)
{
    read_lock();
    look();
    read_unlock();
}

void start(void)
{
    on_main(bad, 0);
    on_worker(dispatch, 0);
    on_worker(good, 0);
}
