// SPDX-License-Identifier: Apache-2.0
// Another lock may do as well.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

/* Called with the job lock held. */
static void finish(void)
{
    work();
}

static void bad(void *opaque)
{
    finish();
}
// CHECK: warning: bad reaches finish, which must run with Jobs held

static void good(void *opaque)
{
    job_lock();
    finish();
    job_unlock();
}

static void good_instead(void *opaque)
{
    big_lock();
    finish();
    big_unlock();
}

void start(void)
{
    on_worker(bad, 0);
    on_worker(good, 0);
    on_worker(good_instead, 0);
}
