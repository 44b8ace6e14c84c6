// SPDX-License-Identifier: Apache-2.0
// A witness says where a lock was dropped on the way, not only that it is no longer held.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml --full-path \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/mini.h"

static Context *ctx;

static void slow_part(void)
{
    big_unlock();
    big_lock(); // takes the big lock under the context lock, though it was held before
}

static void bad(void *opaque)
{
    context_acquire(ctx);
    slow_part();
    context_release(ctx);
}
// CHECK: error: bad holds a Context lock while slow_part takes the big lock
// CHECK: thread main-loop
// CHECK-NEXT: note: starts in bad() through callback start_io [holding Big]
// CHECK-NEXT: lock-changes.c:[[#@LINE-7]]: note: bad() takes Context with context_acquire() [holding Big]
// CHECK-NEXT: lock-changes.c:[[#@LINE-7]]: note: bad() calls slow_part() [holding Big, Context]
// CHECK-NEXT: lock-changes.c:[[#@LINE-15]]: note: slow_part() drops Big with big_unlock() [holding Big, Context]
// CHECK-NEXT: lock-changes.c:[[#@LINE-15]]: note: slow_part() calls big_lock(): {{.*}} [holding Context]

static void good(void *opaque)
{
    context_acquire(ctx);
    context_release(ctx);
    slow_part();
}

void start(void)
{
    start_io(bad, 0);
    start_io(good, 0);
}
