// SPDX-License-Identifier: Apache-2.0
// A witness is excepted if it passes all functions of an exception.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/more.yaml --rule context-then-big-but --all \
// RUN:   | %FileCheck %s --implicit-check-not="note: good"
#include "Inputs/mini.h"

static Context *ctx;

void second_part(void)
{
    access_memory();
}

void first_part(int more)
{
    if (more) {
        second_part();
    }
    big_lock();
    big_unlock();
}

static void bad(void *opaque)
{
    context_acquire(ctx);
    first_part(0);
    context_release(ctx);
}
// CHECK: note: bad may not hold a Context lock while first_part takes the big lock
// CHECK-NOT: while prepare_access takes

void start(void)
{
    start_io(bad, 0);
}
