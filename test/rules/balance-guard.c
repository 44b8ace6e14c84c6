// SPDX-License-Identifier: Apache-2.0
// Guards drop their lock on every way out, of scopes and of loops.
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

static Mutex lock;

int good(int n)
{
    GUARD(&lock);
    while (n--) {
        if (failed()) {
            return -1;
        }
        if (failed()) {
            goto out;
        }
    }
    work();
out:
    return 0;
}

int bad(int n)
{
    mutex_lock(&lock);
    if (n) {
        return -1;
    }
    mutex_unlock(&lock);
    return good(n);
}
// CHECK: error: bad keeps lock@{{.*}} [missing-unlock]

int start(void)
{
    return bad(good(1));
}
