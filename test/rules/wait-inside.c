// SPDX-License-Identifier: Apache-2.0
// What happens inside a wait is no second violation: its hops continue the witness.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all --full-path \
// RUN:   | %FileCheck %s --implicit-check-not="error:" --match-full-lines
#include "Inputs/locks.h"

void wait_event(void);

static void helper(void)
{
    wait_event();
}

void wait_readers(void)
{
    helper();
}

static void bad(void *opaque)
{
    read_lock();
    wait_readers();
    read_unlock();
}

void start(void)
{
    start_io(bad, 0);
}
// CHECK: {{.*}}: error: bad holds Read while bad waits (readers) [wait-under-lock]
// CHECK: {{.*}} note: bad() calls wait_readers(): this is forbidden here [holding Read]
// CHECK-NEXT: {{.*}} note: bad() calls wait_readers() [holding Read]
// CHECK-NEXT: {{.*}} note: wait_readers() calls helper() [holding Read]
// CHECK-NEXT: {{.*}} note: helper() waits in wait_event() [holding Read]
// CHECK: 1 finding
