// SPDX-License-Identifier: Apache-2.0
// Once a function has released its caller's lock, a test of the lock has one answer.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;

static void drop(void)
{
    big_unlock();
    if (big_locked()) {
        big_lock();
    }
}

static void drop_and_retake(void)
{
    big_unlock();
    if (!big_locked()) {
        big_lock();
    }
}

static void bad(void *opaque)
{
    big_lock();
    drop();
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    big_lock();
    drop_and_retake();
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
    big_unlock();
}

void io_thread(void)
{
    bad(0);
    good(0);
}
