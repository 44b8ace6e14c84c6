// SPDX-License-Identifier: Apache-2.0
// A pattern of a gateway does not mean the functions that are excepted.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/unless.yaml --rule context-then-big \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;

void note_point(void)
{
    access_memory();
}

void note_init(void)
{
    access_memory();
}

static void bad(void *opaque)
{
    context_acquire(ctx);
    note_init();
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    context_acquire(ctx);
    note_point();
    context_release(ctx);
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
