// SPDX-License-Identifier: Apache-2.0
// A lock that nests may be taken by who holds it, through calls, too. One that does not nest may not.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/locks.h"

static Mutex lock;

static void replay(void)
{
    read_lock();
    read_unlock();
}

static void good(void *opaque)
{
    read_lock();
    replay();
    read_unlock();
}

static void replay_once(void)
{
    mutex_lock(&lock);
    mutex_unlock(&lock);
}

static void bad(void *opaque)
{
    mutex_lock(&lock);
    replay_once();
    mutex_unlock(&lock);
}
// CHECK: error: bad holds lock@{{.*}}, and replay_once takes it again [double-lock]

void start(void)
{
    start_io(good, 0);
    start_io(bad, 0);
}
