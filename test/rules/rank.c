// SPDX-License-Identifier: Apache-2.0
// What one call leads to under a lock is one mistake: further waits below it count less, another call of
// the holder counts fully.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --format json 2>/dev/null \
// RUN:   | %FileCheck %s
#include "Inputs/locks.h"

static void first(void)
{
    wait_event();
}

static void second(void)
{
    wait_event();
}

static void below(void)
{
    first();
    second();
}

static void apart(void)
{
    wait_event();
}

static void holder(void *opaque)
{
    read_lock();
    below();
    apart();
    read_unlock();
}

void start(void)
{
    start_io(holder, 0);
}
// CHECK-DAG: "confidence":0.95,{{.*}}holds Read while apart waits
// CHECK-DAG: "confidence":0.95,{{.*}}holds Read while first waits
// CHECK-DAG: "confidence":0.66{{.*}}holds Read while second waits
