// SPDX-License-Identifier: Apache-2.0
// A task runs where it is entered, not where it is made: with the locks held there.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml -a %S/Inputs/tasks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/locks.h"

typedef struct Task Task;
Task *make_task(Done *entry, void *opaque);
void enter_task(Task *task);

static Mutex lock;
static Task *kept;

static void body(void *opaque)
{
    mutex_lock(&lock);
    mutex_unlock(&lock);
}

static void bad(void *opaque)
{
    Task *task = make_task(body, opaque);
    mutex_lock(&lock);
    enter_task(task);
    mutex_unlock(&lock);
}
// CHECK: error: bad holds lock@{{.*}}, and body takes it again [double-lock]

static void good(void *opaque)
{
    mutex_lock(&lock);
    kept = make_task(body, opaque);
    mutex_unlock(&lock);
    enter_task(kept);
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
