// SPDX-License-Identifier: Apache-2.0
// An entry with a condition applies if the indexed tree fulfils it.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/more.yaml --rule context-then-big \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;

void start_either(Done *unused, Done *done, void *opaque)
{
}

static void bad(void *opaque)
{
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
}

void start(void)
{
    start_either(good, bad, 0);
}
