// SPDX-License-Identifier: Apache-2.0
// A callback that starts with a lock takes it, at once or deeper. One that drops it first may take it.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml -a %S/Inputs/again.yaml --rule again \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/waits.h"

static void bad_at_once(void *opaque)
{
    big_lock();
    big_unlock();
}
// CHECK-DAG: error: bad_at_once holds Big, and bad_at_once takes it again

static void inner(void)
{
    big_lock();
    big_unlock();
}

static void bad_deeper(void *opaque)
{
    inner();
}
// CHECK-DAG: error: inner holds Big, and inner takes it again

static void good(void *opaque)
{
    big_unlock();
    big_lock();
}

void start(void)
{
    loop_schedule(main_loop(), bad_at_once, 0);
    loop_schedule(main_loop(), bad_deeper, 0);
    loop_schedule(main_loop(), good, 0);
}
