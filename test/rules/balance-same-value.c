// SPDX-License-Identifier: Apache-2.0
// A function that returns the event loop of a kind of thread of which there is one always returns the same:
// two comparisons with its result are one condition. Others may return anything. That a lock is taken for
// another one than the main loop's keeps no path from being looked at here.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml -a %S/Inputs/apart.yaml \
// RUN:   -a %S/Inputs/unlock.yaml --rule missing-unlock --all | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/waits.h"

Loop *worker_loop(void);
int work(void);

static void good(Loop *loop)
{
    loop_acquire(loop);
    if (loop == main_loop()) {
        work();
    }
    if (main_loop() != loop) {
        loop_release(loop);
    }
    work();
    if (loop != main_loop()) {
        loop_acquire(loop);
    }
    loop_release(loop);
}

/* The same call, made again. */
static void good_again(Loop *loop)
{
    _Bool again = 0;
retry:
    if (loop != main_loop()) {
        if (!again) {
            again = 1;
            loop_acquire(loop);
            goto retry;
        }
        loop_release(loop);
    }
}

static void bad_any_loop(Loop *loop)
{
    loop_acquire(loop);
    if (loop != worker_loop()) {
        loop_release(loop);
    }
    work();
    if (loop != worker_loop()) {
        loop_acquire(loop);
    }
    loop_release(loop);
}
// CHECK-DAG: error: bad_any_loop keeps Loop

static void bad_moved(Loop *loop, Loop *next)
{
    Loop *moved = loop;
    loop_acquire(loop);
    if (moved != main_loop()) {
        loop_release(loop);
    }
    moved = next;
    if (moved != main_loop()) {
        loop_acquire(loop);
    }
    loop_release(loop);
}
// CHECK-DAG: error: bad_moved keeps Loop

/* Right but for the main loop. */
static void bad_main_loop(Loop *loop)
{
    loop_acquire(loop);
    if (loop != main_loop()) {
        loop_release(loop);
    }
    work();
    loop_acquire(loop);
    loop_release(loop);
}
// CHECK-DAG: error: bad_main_loop keeps Loop

int main(void)
{
    good(worker_loop());
    good_again(worker_loop());
    bad_any_loop(worker_loop());
    bad_moved(worker_loop(), worker_loop());
    bad_main_loop(worker_loop());
    return 0;
}
