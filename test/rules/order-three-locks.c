// SPDX-License-Identifier: Apache-2.0
// A cycle of three locks, none of which are taken in opposite orders pairwise.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/locks.h"

static Mutex a, b, c;

static void one(void *opaque)
{
    mutex_lock(&a);
    mutex_lock(&b);
    mutex_unlock(&b);
    mutex_unlock(&a);
}

static void two(void *opaque)
{
    mutex_lock(&b);
    mutex_lock(&c);
    mutex_unlock(&c);
    mutex_unlock(&b);
}

static void three(void *opaque)
{
    mutex_lock(&c);
    mutex_lock(&a);
    mutex_unlock(&a);
    mutex_unlock(&c);
}
// CHECK: error: a@{{.*}} and b@{{.*}} are taken in opposite orders: in one and in three [lock-order]
// CHECK: witness 3 of 3

void start(void)
{
    start_io(one, 0);
    start_io(two, 0);
    start_io(three, 0);
}
