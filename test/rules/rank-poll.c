// SPDX-License-Identifier: Apache-2.0
// Two drains below one call under the big lock are one mistake: the nearer counts fully, the other less. A
// drain below another call of the same holder counts fully.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule big-poll --all \
// RUN:   --fail-on none --format json 2>/dev/null | %FileCheck %s
#include "Inputs/waits.h"

static void near_drain(void)
{
    loop_poll(main_loop(), 1);
}

static void deep_drain(void)
{
    loop_poll(main_loop(), 1);
}

static void further(void)
{
    deep_drain();
}

static void stop_disks(void)
{
    near_drain();
    further();
}

static void other_drain(void)
{
    loop_poll(main_loop(), 1);
}

static void *migration_thread(void *opaque)
{
    big_lock();
    stop_disks();
    other_drain();
    big_unlock();
    return opaque;
}

int main(void)
{
    start_thread("migration", migration_thread, 0);
    return 0;
}
// CHECK-DAG: "confidence":1.0,{{.*}}near_drain polls
// CHECK-DAG: "confidence":0.7{{(,|0)}}{{.*}}deep_drain polls
// CHECK-DAG: "confidence":1.0,{{.*}}other_drain polls
