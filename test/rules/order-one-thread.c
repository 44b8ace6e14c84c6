// SPDX-License-Identifier: Apache-2.0
// Both orders on the one main loop: it cannot wait for itself.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="[lock-order]"
#include "Inputs/locks.h"

static Mutex a, b;

static void one(void)
{
    mutex_lock(&a);
    mutex_lock(&b);
    mutex_unlock(&b);
    mutex_unlock(&a);
}

static void two(void)
{
    mutex_lock(&b);
    mutex_lock(&a);
    mutex_unlock(&a);
    mutex_unlock(&b);
}

int main(void)
{
    one();
    two();
    return 0;
}
// CHECK: 0 findings
