// SPDX-License-Identifier: Apache-2.0
// Whoever holds a lock twice around a poll has made a mistake of his own: two holders are two findings, each
// with its own ways. (Of a poll that must not happen at all they are one: nested-poll-holders.c.)
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule loop-poll --all \
// RUN:   --format json 2>/dev/null | %FileCheck %s
#include "Inputs/waits.h"

static Loop *loop;
static int busy;

static void poll_once(void)
{
    POLL_WHILE(loop, busy);
}

static void first(void *opaque)
{
    loop_acquire(loop);
    loop_acquire(loop);
    poll_once();
    loop_release(loop);
    loop_release(loop);
}

static void second(void *opaque)
{
    loop_acquire(loop);
    loop_acquire(loop);
    poll_once();
    loop_release(loop);
    loop_release(loop);
}

static void third(void *opaque)
{
    loop_acquire(loop);
    poll_once();
    loop_release(loop);
}

int main(void)
{
    watch_fd(0, first, 0);
    watch_fd(0, second, 0);
    watch_fd(0, third, 0);
    return 0;
}
// CHECK-NOT: third
// CHECK: "message":"second holds a loop's lock twice
// CHECK-NOT: "function":"first"
// CHECK: "message":"first holds a loop's lock twice
// CHECK-NOT: "function":"second"
// CHECK-NOT: third
