// SPDX-License-Identifier: Apache-2.0
// A wait inside a read section, in a callee; the twin waits after it.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/locks.h"

static void settle(void)
{
    wait_readers();
}

static void bad(void *opaque)
{
    read_lock();
    settle();
    read_unlock();
}
// CHECK: error: bad holds Read while settle waits (readers) [wait-under-lock]

static void good(void *opaque)
{
    read_lock();
    read_unlock();
    settle();
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
