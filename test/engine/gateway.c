// SPDX-License-Identifier: Apache-2.0
// Calls of a gateway are not followed, be it a function, a static one, or a field.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/more.yaml --rule context-then-big \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;

struct Bell {
    void (*ring)(void);
    void (*rest)(void);
};

void report_error(void)
{
    access_memory();
}

static void report_static(void)
{
    access_memory();
}

static void on_bell(void)
{
    access_memory();
}
struct Bell bell = {.ring = on_bell, .rest = on_bell};

static void bad(void *opaque)
{
    context_acquire(ctx);
    bell.rest();
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while prepare_access takes the big lock

static void good(void *opaque)
{
    context_acquire(ctx);
    report_error();
    report_static();
    bell.ring();
    context_release(ctx);
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
