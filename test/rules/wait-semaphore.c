// SPDX-License-Identifier: Apache-2.0
// A semaphore that only its waiter's own thread posts, or only those who need the lock first, is never
// posted while the lock is held. One that somebody posts without it is.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule big-wait --all --format json \
// RUN:   | %FileCheck %s --implicit-check-not='"severity":"error"'
#include "Inputs/waits.h"

typedef struct Incoming {
    Sem self, locked, passed, free, both;
} Incoming;
static Incoming in;

static void connected(void *opaque)
{
    sem_post_(&in.self);
    sem_post_(&in.both);
}

void *migration_thread(void *opaque)
{
    big_lock();
    sem_post_(&in.locked);
    big_unlock();
    sem_post_(&in.passed);
    return 0;
}

static void *other(void *opaque)
{
    sem_post_(&in.free);
    sem_post_(&in.both);
    return 0;
}

static void bad_self(void)
{
    sem_wait_(&in.self);
}

static void bad_locked(void)
{
    sem_wait_(&in.locked);
}

static void bad_passed(void)
{
    sem_wait_(&in.passed);
}

static void good_free(void)
{
    sem_wait_(&in.free);
}

static void good_both(void)
{
    sem_wait_(&in.both);
}

static void good_timed(void)
{
    sem_timedwait_(&in.locked, 10);
    big_unlock();
    sem_wait_(&in.locked);
    big_lock();
}

int main(void)
{
    static Thread a, b;
    thread_start(&a, migration_thread, 0);
    thread_start(&b, other, 0);
    watch_fd(0, connected, 0);
    big_lock();
    bad_self();
    bad_locked();
    bad_passed();
    good_free();
    good_both();
    good_timed();
    return 0;
}
// CHECK-DAG: "severity":"error",{{.*}}"message":"bad_self waits (semaphore){{.*}},{"thread":"main-loop","steps":[{"function":"connected"
// CHECK-DAG: "severity":"error",{{.*}}"message":"bad_locked waits (semaphore){{.*}},{"thread":"migration","steps":[{"function":"migration_thread",{{.*}}"kind":"acquire","callee":"big_lock"
// CHECK-DAG: "severity":"error",{{.*}}"message":"bad_passed waits (semaphore)
// CHECK-DAG: "severity":"note",{{.*}}"message":"good_free waits
// CHECK-DAG: "severity":"note",{{.*}}"message":"good_both waits
// CHECK-DAG: "severity":"note",{{.*}}"message":"good_timed waits
