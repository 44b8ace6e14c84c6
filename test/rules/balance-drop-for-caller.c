// SPDX-License-Identifier: Apache-2.0
// A function that is called with a lock drops it around what must not run under it, always or if a flag says
// so, and takes another one meanwhile. The twins forget to take it again on one way, or under another flag.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

typedef struct Job {
    Mutex ctx;
    void (*done)(struct Job *job);
    _Bool elsewhere;
} Job;

static Mutex jobs;

static int good_finalize(Job *job)
{
    mutex_unlock(&jobs);
    mutex_lock(&job->ctx);
    if (job->done) {
        job->done(job);
    }
    mutex_unlock(&job->ctx);
    mutex_lock(&jobs);
    return 0;
}

static void good_add(Job *job)
{
    _Bool drop = job->elsewhere;
    if (drop && job->done) {
        mutex_unlock(&job->ctx);
    }
    work();
    if (drop && job->done) {
        mutex_lock(&job->ctx);
    }
}

// CHECK-DAG: error: bad_finalize drops jobs@{{.*}}, which it does not hold [unlock-not-held]
static int bad_finalize(Job *job)
{
    mutex_lock(&jobs);
    mutex_unlock(&jobs);
    mutex_lock(&job->ctx);
    if (job->done) {
        mutex_unlock(&job->ctx);
        mutex_unlock(&jobs);
        return 1;
    }
    mutex_unlock(&job->ctx);
    return 0;
}

// CHECK-DAG: error: bad_add keeps Job@{{.*}}.ctx [missing-unlock]
static void bad_add(Job *job)
{
    mutex_lock(&job->ctx);
    if (!job->elsewhere) {
        return;
    }
    work();
    mutex_unlock(&job->ctx);
}

void start(Job *job)
{
    mutex_lock(&jobs);
    good_finalize(job);
    mutex_unlock(&jobs);
    mutex_lock(&job->ctx);
    good_add(job);
    mutex_unlock(&job->ctx);
    bad_finalize(job);
    bad_add(job);
}
