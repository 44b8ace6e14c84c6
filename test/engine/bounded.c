// SPDX-License-Identifier: Apache-2.0
// A function with too many states is cut short, which is counted, and keeps what is known on every path.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/more.yaml --rule context-then-big \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

typedef struct Mutex {
    int state;
} Mutex;

void mutex_lock(Mutex *mutex);
void mutex_unlock(Mutex *mutex);

static Context *ctx;
static Mutex m1, m2, m3, m4, m5, m6, m7;
extern int f1, f2, f3, f4, f5, f6, f7;

static void lock_some(void)
{
    if (f1) { mutex_lock(&m1); }
    if (f2) { mutex_lock(&m2); }
    if (f3) { mutex_lock(&m3); }
    if (f4) { mutex_lock(&m4); }
    if (f5) { mutex_lock(&m5); }
    if (f6) { mutex_lock(&m6); }
    if (f7) { mutex_lock(&m7); }
}

static void bad(void *opaque)
{
    context_acquire(ctx);
    lock_some();
    access_memory();
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    lock_some();
    context_acquire(ctx);
    context_release(ctx);
    access_memory();
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
// CHECK: 1 cut short
