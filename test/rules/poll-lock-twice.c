// SPDX-License-Identifier: Apache-2.0
// Traps 5 and 13: a poll drops the context's lock once. With the lock taken once, or taken twice without
// a poll, all is well; taken twice around the poll, the loop never gets it.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule loop-poll --all \
// RUN:   | %FileCheck %s --implicit-check-not=": error: good" --implicit-check-not="while good"
#include "Inputs/waits.h"

static Loop *loop;
static int busy;

static void bad_poll(void)
{
    loop_acquire(loop);
    POLL_WHILE(loop, busy);
    loop_release(loop);
}

// CHECK-DAG: error: bad_poll holds a loop's lock twice while bad_poll polls (poll)

static void bad(void *opaque)
{
    loop_acquire(loop);
    bad_poll();
    loop_release(loop);
}

void drain_begin(void)
{
    loop_poll(main_loop(), 1);
}

static void bad_drain(void *opaque)
{
    loop_acquire(loop);
    loop_acquire(loop);
    drain_begin();
    loop_release(loop);
    loop_release(loop);
}
// CHECK-DAG: error: bad_drain holds a loop's lock twice while bad_drain polls (drain)

static void good_once(void *opaque)
{
    loop_acquire(loop);
    POLL_WHILE(loop, busy);
    loop_release(loop);
}

static void good_recursive(void *opaque)
{
    loop_acquire(loop);
    loop_acquire(loop);
    busy = 0;
    loop_release(loop);
    loop_poll(main_loop(), 0);
    loop_release(loop);
}

int main(void)
{
    watch_fd(0, bad, 0);
    watch_fd(0, bad_drain, 0);
    watch_fd(0, good_once, 0);
    watch_fd(0, good_recursive, 0);
    return 0;
}
