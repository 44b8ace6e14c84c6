// SPDX-License-Identifier: Apache-2.0
// A callback runs where its registration says: the loop's own function, also through a local, or literal 0.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/more.yaml --rule context-then-big \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;
Context *main_context(void);
void start_in(Context *where, Done *done, void *opaque);

static void bad(void *opaque)
{
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

// The main loop holds the big lock.
static void good_main(void *opaque)
{
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
}

static void good_local(void *opaque)
{
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
}

static void good_null(void *opaque)
{
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
}

void start(void)
{
    Context *where = main_context();
    start_in(ctx, bad, 0);
    start_in(main_context(), good_main, 0);
    start_in(where, good_local, 0);
    start_in(0, good_null, 0);
}
