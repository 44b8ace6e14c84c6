// SPDX-License-Identifier: Apache-2.0
// An order that is kept by dropping the inner lock before the outer one is taken, and taking it again inside.
// The twin keeps the inner one.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/locks.h"

static Mutex good_outer, good_inner, bad_outer, bad_inner;

static void good_pause(void)
{
    mutex_unlock(&good_inner);
    mutex_lock(&good_outer);
    mutex_lock(&good_inner);
}

static void good(void *opaque)
{
    mutex_lock(&good_inner);
    good_pause();
    mutex_unlock(&good_inner);
    mutex_unlock(&good_outer);
}

static void bad_pause(void)
{
    mutex_lock(&bad_outer);
}

static void bad(void *opaque)
{
    mutex_lock(&bad_inner);
    bad_pause();
    mutex_unlock(&bad_inner);
    mutex_unlock(&bad_outer);
}
// CHECK: error: bad_inner@{{.*}} and bad_outer@{{.*}} are taken in opposite orders: in {{(in_order|bad)}} and in {{(in_order|bad_pause|bad)}} [lock-order]

static void in_order(void *opaque)
{
    mutex_lock(&good_outer);
    mutex_lock(&good_inner);
    mutex_unlock(&good_inner);
    mutex_unlock(&good_outer);
    mutex_lock(&bad_outer);
    mutex_lock(&bad_inner);
    mutex_unlock(&bad_inner);
    mutex_unlock(&bad_outer);
}

void start(void)
{
    start_io(good, 0);
    start_io(bad, 0);
    start_io(in_order, 0);
}
