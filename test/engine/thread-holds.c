// SPDX-License-Identifier: Apache-2.0
// In the main loop the big lock is held, so nothing takes it: only the I/O thread is reported.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml --format json \
// RUN:   | %FileCheck %s --implicit-check-not='"thread":"main-loop"'
#include "Inputs/mini.h"

static Context *ctx;

static void complete(void *opaque)
{
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
}
// CHECK: "rule":"context-then-big"
// CHECK-SAME: "thread":"io"
// CHECK-SAME: "function":"complete"{{.*}}"kind":"root"{{.*}}"via":"callback start_io"
// CHECK-SAME: "function":"complete"{{.*}}"kind":"acquire","callee":"context_acquire"
// CHECK-SAME: "kind":"call","callee":"access_memory","via":"","held":["Context"]
// CHECK-SAME: "function":"prepare_access"{{.*}}"kind":"violation","callee":"big_lock"
// CHECK-SAME: "held":["Context"]

void start(void)
{
    start_io(complete, 0);
}
