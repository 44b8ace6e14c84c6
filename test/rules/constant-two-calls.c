// SPDX-License-Identifier: Apache-2.0
// Of two calls of one function, a constant argument rules out the first: the path takes the second.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/locks.h"

static Mutex lock;

static void inner(void)
{
    mutex_lock(&lock);
    mutex_unlock(&lock);
}

static void outer(_Bool first)
{
    if (first) {
        inner();
    } else {
        inner();
    }
}

static void bad(void *opaque)
{
    mutex_lock(&lock);
    outer(0);
    mutex_unlock(&lock);
}
// CHECK: error: bad holds lock@{{.*}}, and inner takes it again [double-lock]

void start(void)
{
    start_io(bad, 0);
}
