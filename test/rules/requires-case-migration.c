// SPDX-License-Identifier: Apache-2.0
// QEMU 3c158eba1e11 in miniature: the last step of a migration runs device hooks that need the big lock;
// one of its two forms did not take it.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

/* Called with the big lock held. */
void complete_postcopy(void)
{
    work();
}

static void completion(int postcopy)
{
    if (postcopy) {
        complete_postcopy();
    } else {
        big_lock();
        work();
        big_unlock();
    }
}
// CHECK: warning: completion reaches complete_postcopy,

static void iterate(void *opaque)
{
    completion(flag());
}

static void fixed(void *opaque)
{
    big_lock();
    complete_postcopy();
    big_unlock();
}

void start(void)
{
    on_worker(iterate, 0);
    on_worker(fixed, 0);
}
