// SPDX-License-Identifier: Apache-2.0
// Dropped by hand inside a guard's scope, on a way out that goes back and takes it again: the guard
// drops it once more.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

typedef Mutex *Guard;

static inline Mutex *guard_lock(Mutex *m)
{
    mutex_lock(m);
    return m;
}

static inline void guard_unlock(Guard *g)
{
    if (*g) {
        mutex_unlock(*g);
    }
}

#define GUARD(m) __attribute__((cleanup(guard_unlock))) Guard guard = guard_lock(m)

static Mutex list_lock;
extern int generation(void);

static void list_unlock(void)
{
    mutex_unlock(&list_lock);
}

void bad(void)
{
    int now;
retry:
    {
        GUARD(&list_lock);
        now = generation();
    }
    work();
    {
        GUARD(&list_lock);
        if (now != generation()) {
            list_unlock();
            goto retry;
        }
    }
}
// CHECK: :[[@LINE-4]]: error: bad drops list_lock@{{.*}}, which it does not hold [unlock-not-held]
// CHECK: :[[@LINE-6]]: note: bad() drops list_lock@{{.*}} with list_unlock()

void good(void)
{
    int now;
retry:
    {
        GUARD(&list_lock);
        now = generation();
    }
    work();
    {
        GUARD(&list_lock);
        if (now != generation()) {
            goto retry;
        }
    }
}

void start(void)
{
    bad();
    good();
}
