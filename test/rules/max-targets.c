// SPDX-License-Identifier: Apache-2.0
// A rule with max-targets follows a pointer with one target, and not one with two.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/locks.h"

typedef struct Ops {
    void (*one)(void);
    void (*two)(void);
} Ops;

static void settle(void)
{
    wait_readers();
}

static void other(void)
{
}

static const Ops first = {.one = settle, .two = settle};
static const Ops second = {.one = settle, .two = other};

static void bad(void *opaque)
{
    const Ops *ops = opaque;
    read_lock();
    ops->one();
    read_unlock();
}
// CHECK: error: bad holds Read while settle waits (readers) [wait-under-lock]

static void good(void *opaque)
{
    const Ops *ops = opaque;
    read_lock();
    ops->two();
    read_unlock();
}

void start(void)
{
    start_io(bad, (void *)&first);
    start_io(good, (void *)&second);
}
