// SPDX-License-Identifier: Apache-2.0
// Trap 8: a wait for a condition drops its mutex. If that is the lock, nobody waits with it; any other
// lock stays held. Which one a wrapper drops is not known, so nothing is said about it.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule big-wait --all \
// RUN:   | %FileCheck %s --implicit-check-not="good"
#include "Inputs/waits.h"

Mutex big_mutex;
static Mutex other;
static Cond halted, done;

void *migration_thread(void *opaque)
{
    big_lock();
    cond_signal_(&done);
    big_unlock();
    return 0;
}

static void bad_other_mutex(void)
{
    mutex_lock_(&other);
    cond_wait_(&done, &other);
    mutex_unlock_(&other);
}
// CHECK-DAG: error: bad_other_mutex waits (cond)

static void good_own_mutex(void)
{
    cond_wait_(&halted, &big_mutex);
}

static void good_wrapper(Mutex *mutex)
{
    cond_wait_(&done, mutex);
}

int main(void)
{
    static Thread a;
    thread_start(&a, migration_thread, 0);
    big_lock();
    bad_other_mutex();
    good_own_mutex();
    good_wrapper(&big_mutex);
    return 0;
}
