// SPDX-License-Identifier: Apache-2.0
// A thread's entry starts without locks, whatever its callbacks start with.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/more.yaml --rule context-then-big --format json \
// RUN:   | %FileCheck %s --implicit-check-not=""thread":"worker""
#include "Inputs/mini.h"

static Context *ctx;

static void work(void)
{
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
}

int main(void)
{
    work();
    return 0;
}
// CHECK: "thread":"main-loop","steps":[{"function":"main",{{.*}}"kind":"root","callee":"","via":"thread main","held":[]}

void *worker_thread(void *opaque)
{
    big_lock();
    work();
    big_unlock();
    return 0;
}
