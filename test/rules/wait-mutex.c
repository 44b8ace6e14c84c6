// SPDX-License-Identifier: Apache-2.0
// A wait under a mutex: a warning if who ends it takes that mutex first, else a note; none if the mutex is
// dropped meanwhile.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml -a %S/Inputs/mutex-wait.yaml \
// RUN:   --rule mutex-wait --all --fail-on none --format json | %FileCheck %s --implicit-check-not=good
#include "Inputs/waits.h"

typedef struct Pages {
    Mutex bitmap;
    Sem taken, urgent;
} Pages;
static Pages pages;

static void *worker_thread_entry(void *opaque)
{
    mutex_lock_(&pages.bitmap);
    sem_post_(&pages.taken);
    mutex_unlock_(&pages.bitmap);
    return 0;
}

static void *other_thread(void *opaque)
{
    sem_post_(&pages.urgent);
    return 0;
}

static void bad_waits_for_user(void)
{
    mutex_lock_(&pages.bitmap);
    sem_wait_(&pages.taken);
    mutex_unlock_(&pages.bitmap);
}
// CHECK-DAG: "severity":"warning"{{.*}}bad_waits_for_user holds Pages{{.*}}.bitmap while bad_waits_for_user waits (semaphore)

static void slow(void)
{
    mutex_lock_(&pages.bitmap);
    sem_wait_(&pages.urgent);
    mutex_unlock_(&pages.bitmap);
}
// CHECK-DAG: "severity":"note"{{.*}}slow holds Pages{{.*}}.bitmap while slow waits (semaphore)

static void good(void)
{
    mutex_lock_(&pages.bitmap);
    mutex_unlock_(&pages.bitmap);
    sem_wait_(&pages.urgent);
    mutex_lock_(&pages.bitmap);
    mutex_unlock_(&pages.bitmap);
}

void *migration_thread(void *opaque)
{
    bad_waits_for_user();
    slow();
    good();
    return 0;
}

int main(void)
{
    static Thread migration, worker, other;
    thread_start(&migration, migration_thread, 0);
    thread_start(&worker, worker_thread_entry, 0);
    thread_start(&other, other_thread, 0);
    return 0;
}
