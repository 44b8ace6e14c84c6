// SPDX-License-Identifier: Apache-2.0
// A gateway may be followed on some kinds of threads.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/more.yaml --rule context-then-big --format json \
// RUN:   | %FileCheck %s --implicit-check-not=""thread":"worker""
#include "Inputs/mini.h"

static Context *ctx;
void start_work(Done *done, void *opaque);

static void dispatch(void)
{
    access_memory();
}

static void handler(void *opaque)
{
    context_acquire(ctx);
    dispatch();
    context_release(ctx);
}
// CHECK: "rule":"context-then-big"{{.*}}"thread":"io"{{.*}}"callee":"dispatch"

void start(void)
{
    start_io(handler, 0);
    start_work(handler, 0);
}
