// SPDX-License-Identifier: Apache-2.0
// QEMU 644c68696e83 in miniature: a function of a board that only translated code calls resets a core,
// which ends in a hook of the accelerator that asserts the big lock.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning: good"
#include "Inputs/requires.h"

struct AccelOps {
    void (*handle_interrupt)(int mask);
};

static void handle_interrupt(int mask)
{
    require(big_locked());
    work();
}

static struct AccelOps ops = {.handle_interrupt = handle_interrupt};
static struct AccelOps *accel = &ops;

static void interrupt(int mask)
{
    if (accel->handle_interrupt) {
        accel->handle_interrupt(mask);
    }
}

static void core_reset(void)
{
    interrupt(4);
}

static void store_register(int value)
{
    if (value & 1) {
        core_reset();
    }
}
// CHECK: warning: store_register reaches handle_interrupt,

static void store_register_fixed(int value)
{
    if (value & 1) {
        big_lock();
        core_reset();
        big_unlock();
    }
}
// CHECK-NOT: store_register_fixed

static void helper(void *opaque)
{
    store_register(flag());
}

static void good_helper(void *opaque)
{
    store_register_fixed(flag());
}

static void watchdog(void *opaque)
{
    core_reset();
}

void start(void)
{
    on_worker(helper, 0);
    on_worker(good_helper, 0);
    on_main(watchdog, 0);
}
