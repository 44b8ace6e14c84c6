// SPDX-License-Identifier: Apache-2.0
// A function with more paths than are kept apart: what a guard holds is dropped all the same, and what is
// found there is doubtful.
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

static Mutex lock, other;

#define FLAG(f) if (failed()) f = 1; else f = 0
#define USE(f) if (f) work()

int good(int n)
{
    int a, b, c, d, e, f;
    __attribute__((cleanup(guard_unlock))) Guard guard = guard_lock(&lock);
    FLAG(a); FLAG(b); FLAG(c); FLAG(d); FLAG(e); FLAG(f);
    work();
    USE(a); USE(b); USE(c); USE(d); USE(e); USE(f);
    return n;
}

int doubtful(int n)
{
    int a, b, c, d, e, f;
    if (n) {
        mutex_lock(&other);
    }
    FLAG(a); FLAG(b); FLAG(c); FLAG(d); FLAG(e); FLAG(f);
    work();
    USE(a); USE(b); USE(c); USE(d); USE(e); USE(f);
    if (n) {
        mutex_unlock(&other);
    }
    return n;
}
// CHECK: error: doubtful keeps other
// CHECK: confidence 0.16
// CHECK: error: doubtful drops other
// CHECK: confidence 0.16

int start(void)
{
    return good(1) + doubtful(1);
}
