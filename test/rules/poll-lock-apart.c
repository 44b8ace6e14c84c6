// SPDX-License-Identifier: Apache-2.0
// Code that drops a loop's lock unless the loop is the main one: the annotations say that it is not. Without
// that, the lock is held twice around the poll below. Only the object that the function drops is another one.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml -a %S/Inputs/apart.yaml \
// RUN:   --rule loop-poll --all | %FileCheck %s --implicit-check-not="error:"
// RUN: not %qlockdep check --db %t/index.db --no-default-annotations -a %S/Inputs/waits.yaml --rule loop-poll --all \
// RUN:   2>/dev/null | %FileCheck %s --check-prefix=ALL
#include "Inputs/waits.h"

static Loop *other;
static int busy;

static void flush_good(Loop *loop)
{
    loop_acquire(loop);
    POLL_WHILE(loop, busy);
    loop_release(loop);
}

static void good(void *opaque)
{
    Loop *loop = opaque;
    loop_acquire(loop);
    if (loop != main_loop()) {
        loop_release(loop);
    }
    flush_good(loop);
    if (loop != main_loop()) {
        loop_acquire(loop);
    }
    loop_release(loop);
}
// ALL-DAG: error: flush_good holds a loop's lock twice

static void flush_equal(Loop *loop)
{
    loop_acquire(loop);
    POLL_WHILE(loop, busy);
    loop_release(loop);
}

static void good_equal(void *opaque)
{
    Loop *loop = opaque;
    loop_acquire(loop);
    if (main_loop() == loop) {
        flush_equal(other);
    } else {
        loop_release(loop);
        flush_equal(other);
        loop_acquire(loop);
    }
    loop_release(loop);
}
// ALL-DAG: error: flush_equal holds a loop's lock twice

static void flush_bad(Loop *loop)
{
    loop_acquire(loop);
    POLL_WHILE(loop, busy);
    loop_release(loop);
}
// CHECK-DAG: error: flush_bad holds a loop's lock twice

/* Taken twice, dropped once. */
static void bad(void *opaque)
{
    Loop *loop = opaque;
    loop_acquire(loop);
    loop_acquire(loop);
    if (loop != main_loop()) {
        loop_release(loop);
    }
    flush_bad(loop);
    if (loop != main_loop()) {
        loop_acquire(loop);
    }
    loop_release(loop);
    loop_release(loop);
}

static void flush_unrelated(Loop *loop)
{
    loop_acquire(loop);
    POLL_WHILE(loop, busy);
    loop_release(loop);
}
// CHECK-DAG: error: flush_unrelated holds a loop's lock twice

/* What is compared is not what is dropped. */
static void bad_unrelated(void *opaque)
{
    Loop *loop = opaque;
    loop_acquire(loop);
    if (other != main_loop()) {
        loop_release(loop);
    }
    flush_unrelated(loop);
    if (other != main_loop()) {
        loop_acquire(loop);
    }
    loop_release(loop);
}

int main(void)
{
    watch_fd(0, good, 0);
    watch_fd(0, good_equal, 0);
    watch_fd(0, bad, 0);
    watch_fd(0, bad_unrelated, 0);
    return 0;
}
