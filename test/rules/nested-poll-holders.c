// SPDX-License-Identifier: Apache-2.0
// A poll is one finding a thread kind, wherever that takes the lock; the places are its witnesses.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule big-poll --format json \
// RUN:   | %FileCheck %s
#include "Inputs/waits.h"

static void poll_once(void)
{
    loop_poll(main_loop(), 1);
}

static void first(void)
{
    big_lock();
    poll_once();
    big_unlock();
}

static void second(void)
{
    big_lock();
    poll_once();
    big_unlock();
}

void *migration_thread(void *opaque)
{
    first();
    second();
    return 0;
}

int main(void)
{
    static Thread thread;
    thread_start(&thread, migration_thread, 0);
    return 0;
}
// CHECK: "message":"poll_once polls (poll) on a migration thread with the big lock held since first"
// CHECK-SAME: "function":"first",{{[^}]*}}"callee":"poll_once"
// CHECK-SAME: "function":"second",{{[^}]*}}"callee":"poll_once"
// CHECK-NOT: "message"
