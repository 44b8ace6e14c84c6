// SPDX-License-Identifier: Apache-2.0
// A path comes to the unlock without having passed the lock.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

typedef struct Dev {
    Mutex lock;
    int ready;
} Dev;

int bad(Dev *d)
{
    int ret = -1;
    if (!d->ready) {
        goto out;
    }
    mutex_lock(&d->lock);
    work();
    ret = 0;
out:
    mutex_unlock(&d->lock);
    return ret;
}
// CHECK: error: bad drops Dev@{{.*}}.lock, which it does not hold [unlock-not-held]

int good(Dev *d)
{
    int ret = -1;
    if (!d->ready) {
        goto out;
    }
    mutex_lock(&d->lock);
    work();
    ret = 0;
    mutex_unlock(&d->lock);
out:
    return ret;
}

// With a test of the lock, dropping it is right.
void good_tested(void)
{
    big_lock();
    if (failed()) {
        big_unlock();
    }
    if (big_locked()) {
        big_unlock();
    }
}

int start(Dev *d)
{
    good_tested();
    return bad(d) + good(d);
}
