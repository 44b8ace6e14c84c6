/* SPDX-License-Identifier: Apache-2.0 */
/* Two findings: one through a pointer with two targets, and one that is sure. */
#include "../../rules/Inputs/locks.h"

static Mutex a;
struct Ops {
    void (*run)(void);
};

static void waits(void) { wait_event(); }
static void idle(void) {}
struct Ops one = {waits}, two = {idle};

static void doubtful(void *opaque)
{
    struct Ops *ops = opaque;
    mutex_lock(&a);
    ops->run();
    mutex_unlock(&a);
}

static void sure(void *opaque)
{
    read_lock();
    wait_readers();
    read_unlock();
}

void start(void)
{
    start_io(doubtful, &one);
    start_io(sure, 0);
}
