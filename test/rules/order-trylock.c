// SPDX-License-Identifier: Apache-2.0
// Who only tries to take the second lock does not wait for it.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="[lock-order]"
#include "Inputs/locks.h"

static Mutex a, b;

static void one(void *opaque)
{
    mutex_lock(&a);
    if (mutex_trylock(&b) == 0) {
        mutex_unlock(&b);
    }
    mutex_unlock(&a);
}

static void two(void *opaque)
{
    mutex_lock(&b);
    mutex_lock(&a);
    mutex_unlock(&a);
    mutex_unlock(&b);
}

void start(void)
{
    start_io(one, 0);
    start_io(two, 0);
}
// CHECK: 0 findings
