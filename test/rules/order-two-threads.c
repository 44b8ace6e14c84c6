// SPDX-License-Identifier: Apache-2.0
// Two threads take two locks in opposite orders. In the twin both take them in the same order.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/locks.h"

static Mutex a, b, c, d;

static void take_b(void)
{
    mutex_lock(&b);
    mutex_unlock(&b);
}

static void one(void *opaque)
{
    mutex_lock(&a);
    take_b();
    mutex_unlock(&a);
    mutex_lock(&c);
    mutex_lock(&d);
    mutex_unlock(&d);
    mutex_unlock(&c);
}

static void two(void *opaque)
{
    mutex_lock(&b);
    mutex_lock(&a);
    mutex_unlock(&a);
    mutex_unlock(&b);
    mutex_lock(&c);
    mutex_lock(&d);
    mutex_unlock(&d);
    mutex_unlock(&c);
}
// CHECK: error: a@{{.*}} and b@{{.*}} are taken in opposite orders: in one and in two [lock-order]
// CHECK: witness 1 of 2: thread io, holding a@{{.*}}, gets to mutex_lock():
// CHECK: witness 2 of 2: thread io, holding b@{{.*}}, gets to mutex_lock():

void start(void)
{
    start_io(one, 0);
    start_io(two, 0);
}
