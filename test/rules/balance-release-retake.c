// SPDX-License-Identifier: Apache-2.0
// A function that drops its caller's lock for a while and takes it again, or takes and drops it for
// itself, balances. One that forgets to take it again does not.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

static Mutex lock;
extern int busy(void);

static void good_wait(void)
{
    while (busy()) {
        mutex_unlock(&lock);
        work();
        mutex_lock(&lock);
    }
}

void good(void)
{
    mutex_lock(&lock);
    good_wait();
    mutex_unlock(&lock);
}

void good_around(void)
{
    _Bool locked = big_locked();
    if (locked) {
        big_unlock();
    }
    work();
    if (locked) {
        big_lock();
    }
}

// Frees what it leaves behind, then takes the lock again where it was dropped.
void good_item(int n)
{
    mutex_lock(&lock);
    while (n--) {
        if (busy()) {
            mutex_unlock(&lock);
            work();
            mutex_lock(&lock);
            continue;
        }
    }
    mutex_unlock(&lock);
}

void bad_item(int n)
{
    mutex_lock(&lock);
    while (n--) {
        if (busy()) {
            mutex_unlock(&lock);
            work();
            if (failed()) {
                break;
            }
            mutex_lock(&lock);
        }
    }
    mutex_unlock(&lock);
}
// CHECK: error: bad_item drops lock@{{.*}}, which it does not hold [unlock-not-held]

void start(void)
{
    good();
    good_around();
    good_item(2);
    bad_item(2);
}
