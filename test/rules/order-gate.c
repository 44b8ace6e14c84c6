// SPDX-License-Identifier: Apache-2.0
// Whoever takes the two locks holds the big lock: no two threads can do so at once.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="[lock-order]"
#include "Inputs/locks.h"

static Mutex a, b;

static void one(void *opaque)
{
    big_lock();
    mutex_lock(&a);
    mutex_lock(&b);
    mutex_unlock(&b);
    mutex_unlock(&a);
    big_unlock();
}

static void two(void *opaque)
{
    big_lock();
    mutex_lock(&b);
    mutex_lock(&a);
    mutex_unlock(&a);
    mutex_unlock(&b);
    big_unlock();
}

void start(void)
{
    start_io(one, 0);
    start_io(two, 0);
}
// CHECK: 0 findings
