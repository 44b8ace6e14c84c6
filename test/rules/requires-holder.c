// SPDX-License-Identifier: Apache-2.0
// To blame is the last function on the way that is never entered with the lock: several roots that use
// it are several witnesses of one finding, and what others call with the lock is not to blame.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

static void change(void)
{
    require(big_locked());
}

static void pass_on(void)
{
    change();
}

static void culprit(void)
{
    pass_on();
}

static void one(void *opaque)
{
    culprit();
}

static void other(void *opaque)
{
    culprit();
}

static void good(void *opaque)
{
    big_lock();
    pass_on();
    big_unlock();
}
// CHECK: warning: culprit reaches change,
// CHECK-DAG: starts in one() through callback on_worker
// CHECK-DAG: starts in other() through callback on_worker

void start(void)
{
    on_worker(one, 0);
    on_worker(other, 0);
    on_worker(good, 0);
}
