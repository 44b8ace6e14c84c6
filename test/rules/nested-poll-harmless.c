// SPDX-License-Identifier: Apache-2.0
// If no handler that the poll runs blocks in turn, the finding stays a warning with one witness; without
// the big lock there is none. Trap 12: in the main loop it is a note.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule big-poll --all --format json \
// RUN:   | %FileCheck %s --implicit-check-not='"kind":"nested"' --implicit-check-not='"message":"good'
#include "Inputs/waits.h"

static int busy;

static void tick(void *opaque)
{
    busy = 0;
}

static void bad(void)
{
    while (busy) {
        loop_poll(main_loop(), 1);
    }
}
// CHECK-DAG: "severity":"warning",{{.*}}"message":"bad polls (poll) on a migration thread

static void good_unlocked(void)
{
    big_unlock();
    loop_poll(main_loop(), 1);
    big_lock();
}

static void good_no_wait(void)
{
    loop_poll(main_loop(), 0);
}

static void home_poll(void *opaque)
{
    loop_poll(main_loop(), 1);
}
// CHECK-DAG: "severity":"note",{{.*}}"message":"home_poll polls (poll) on a main-loop thread

void *migration_thread(void *opaque)
{
    big_lock();
    bad();
    good_unlocked();
    good_no_wait();
    big_unlock();
    return 0;
}

int main(void)
{
    static Thread thread;
    loop_schedule(main_loop(), tick, 0);
    watch_fd(0, home_poll, 0);
    thread_start(&thread, migration_thread, 0);
    return 0;
}
