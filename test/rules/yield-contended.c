// SPDX-License-Identifier: Apache-2.0
// A task that wants another task's lock yields only if that one has it, so only if somebody who has it may
// yield. Nobody does with the first lock: half as believable as the second one. A yield for certain in the
// same function counts fully, and so does a lock that is not known.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml -a %S/Inputs/contended.yaml \
// RUN:   --rule yield-under-lock --all --format json 2>/dev/null | %FileCheck %s
#include "Inputs/locks.h"

void run_task(Done *entry, void *opaque);

typedef struct TaskLock {
    int n;
} TaskLock;
void task_lock(TaskLock *lock);
void task_unlock(TaskLock *lock);
TaskLock *some_lock(int n);

static Mutex mutex;
static TaskLock brief, kept, nested, circle;

static void keeps(void *opaque)
{
    task_lock(&kept);
    yield();
    task_unlock(&kept);
}

/* Who may wait for another lock keeps his own. */
static void keeps_nested(void *opaque)
{
    task_lock(&nested);
    task_lock(&circle);
    task_unlock(&circle);
    task_unlock(&nested);
}

static void keeps_circle(void *opaque)
{
    task_lock(&circle);
    task_lock(&nested);
    task_unlock(&nested);
    task_unlock(&circle);
}

static void yields_after(void *opaque)
{
    task_lock(&brief);
    task_unlock(&brief);
    yield();
}

static void wants_brief(void *opaque)
{
    mutex_lock(&mutex);
    task_lock(&brief);
    task_unlock(&brief);
    mutex_unlock(&mutex);
}
// CHECK-DAG: "confidence":0.48,{{.*}}"message":"wants_brief holds mutex@{{[^ ]*}} while wants_brief yields"

static void wants_kept(void *opaque)
{
    mutex_lock(&mutex);
    task_lock(&kept);
    task_unlock(&kept);
    mutex_unlock(&mutex);
}
// CHECK-DAG: "confidence":0.95,{{.*}}"message":"wants_kept holds mutex@{{[^ ]*}} while wants_kept yields"

static void wants_nested(void *opaque)
{
    mutex_lock(&mutex);
    task_lock(&nested);
    task_unlock(&nested);
    mutex_unlock(&mutex);
}
// CHECK-DAG: "confidence":0.95,{{.*}}"message":"wants_nested holds mutex@{{[^ ]*}} while wants_nested yields"

static void pauses(void)
{
    task_lock(&brief);
    task_unlock(&brief);
    yield();
}

static void wants_pause(void *opaque)
{
    mutex_lock(&mutex);
    pauses();
    mutex_unlock(&mutex);
}
// CHECK-DAG: "confidence":0.95,{{.*}}"message":"wants_pause holds mutex@{{[^ ]*}} while pauses yields"

static void wants_some(void *opaque)
{
    mutex_lock(&mutex);
    task_lock(some_lock(1));
    mutex_unlock(&mutex);
}
// CHECK-DAG: "confidence":0.95,{{.*}}"message":"wants_some holds mutex@{{[^ ]*}} while wants_some yields"

static void start_tasks(void *opaque)
{
    run_task(keeps, opaque);
    run_task(keeps_nested, opaque);
    run_task(keeps_circle, opaque);
    run_task(yields_after, opaque);
    run_task(wants_brief, opaque);
    run_task(wants_kept, opaque);
    run_task(wants_nested, opaque);
    run_task(wants_pause, opaque);
    run_task(wants_some, opaque);
}

void start(void)
{
    start_io(start_tasks, 0);
}
