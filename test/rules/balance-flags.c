// SPDX-License-Identifier: Apache-2.0
// Locks taken under a condition and dropped under the same one: a flag that says so, a guard that is
// NULL, a mode that does not change, also with calls between.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

typedef struct Job {
    Mutex lock;
    _Bool detached;
    Mutex *other;
} Job;

static _Bool prepare(void)
{
    if (!big_locked()) {
        big_lock();
        return 1;
    }
    return 0;
}

void good_flag(int n)
{
    _Bool release = 0;
    for (int i = 0; i < n; i++) {
        release |= prepare();
        work();
        if (release) {
            big_unlock();
            release = 0;
        }
    }
}

void good_test(void)
{
    _Bool take = !big_locked();
    if (take) {
        big_lock();
    }
    work();
    if (take) {
        big_unlock();
    }
}

int good_mode(Job *job)
{
    if (job->detached) {
        big_lock();
    }
    work();
    if (failed()) {
        work();
    }
    if (job->detached) {
        big_unlock();
    }
    return 0;
}

void good_pointer(Job *job)
{
    Mutex *m = NULL;
    if (failed()) {
        m = job->other;
        mutex_lock(m);
        if (failed()) {
            goto out;
        }
    }
    work();
out:
    if (m) {
        mutex_unlock(m);
    }
}

void bad_pointer(Job *job)
{
    Mutex *m = NULL;
    if (failed()) {
        m = job->other;
        mutex_lock(m);
        if (failed()) {
            return;
        }
    }
    if (m) {
        mutex_unlock(m);
    }
}
// CHECK: error: bad_pointer keeps Job@{{.*}}.other [missing-unlock]

void start(Job *job)
{
    good_flag(1);
    good_test();
    good_mode(job);
    good_pointer(job);
    bad_pointer(job);
}
