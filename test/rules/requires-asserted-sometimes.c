// SPDX-License-Identifier: Apache-2.0
// An assertion that a condition skips is worth half; one that another condition completes is none.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml --all --format json\
// RUN:   | %FileCheck %s --implicit-check-not=""rule""
#include "Inputs/requires.h"

static void change(int shared)
{
    if (shared) {
        require(big_locked());
    }
    work();
}

static void completed(int shared)
{
    require(big_locked() || shared);
    work();
}

static void bad(void *opaque)
{
    change(flag());
}
// CHECK: {"rule":"requires-lock",{{.*}}"confidence":0.48,{{.*}}"message":"bad reaches change,

static void good(void *opaque)
{
    completed(flag());
}

void start(void)
{
    on_worker(bad, 0);
    on_worker(good, 0);
}
