// SPDX-License-Identifier: Apache-2.0
// A guard that keeps a pointer: its cleanup releases only if that is not NULL, and a run-once loop
// releases early and clears it. Both forms release exactly once.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;
extern int error(void);

static inline Context *auto_lock(Context *c)
{
    context_acquire(c);
    return (Context *)1;
}

static inline void auto_unlock(Context *c)
{
    if (c) {
        context_release(ctx);
    }
}

static inline void cleanup_guard(Context **guard)
{
    auto_unlock(*guard);
}

#define GUARD() __attribute__((cleanup(cleanup_guard))) Context *guard = auto_lock(ctx)
#define WITH_GUARD() for (GUARD(); guard; auto_unlock(guard), guard = 0)

static void bad(void *opaque)
{
    WITH_GUARD() {
        access_memory();
    }
}
// CHECK-DAG: error: bad holds a Context lock while prepare_access takes the big lock

static void bad_scope(void *opaque)
{
    GUARD();
    if (error()) {
        return;
    }
    access_memory();
}
// CHECK-DAG: error: bad_scope holds a Context lock while prepare_access takes the big lock

static void locked_part(void)
{
    WITH_GUARD() {
        if (error()) {
            return;
        }
    }
}

static void good(void *opaque)
{
    WITH_GUARD() {
        if (error()) {
            break;
        }
    }
    access_memory();
}

static void good_scope(void *opaque)
{
    locked_part();
    {
        GUARD();
    }
    access_memory();
}

void start(void)
{
    start_io(bad, 0);
    start_io(bad_scope, 0);
    start_io(good, 0);
    start_io(good_scope, 0);
}
