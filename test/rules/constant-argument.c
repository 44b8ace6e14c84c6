// SPDX-License-Identifier: Apache-2.0
// A caller that passes a constant does not get to what the callee does for another: through two calls.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/locks.h"

static Mutex lock;

static void inner(int n, _Bool take)
{
    if (take) {
        mutex_lock(&lock);
    }
    n++;
    if (take) {
        mutex_unlock(&lock);
    }
}

static void outer(_Bool take)
{
    inner(1, take);
}

static void bad(void *opaque)
{
    mutex_lock(&lock);
    outer(1);
    mutex_unlock(&lock);
}
// CHECK: error: bad holds lock@{{.*}}, and inner takes it again [double-lock]

static void good(void *opaque)
{
    mutex_lock(&lock);
    outer(0);
    mutex_unlock(&lock);
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
