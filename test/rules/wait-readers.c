// SPDX-License-Identifier: Apache-2.0
// To wait for readers with a lock held is an error because some reader takes that lock.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule big-wait --all --format json \
// RUN:   | %FileCheck %s
// RUN: %check-fixture %t.good %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule big-wait --all \
// RUN:   | %FileCheck %s --check-prefix=DROPPED --implicit-check-not="good waits"
#include "Inputs/waits.h"

void *reader_thread(void *opaque)
{
    readers_enter();
    big_lock();
    big_unlock();
    readers_leave();
    return 0;
}

static void bad(void)
{
    wait_for_readers();
}

static void good(void)
{
    big_unlock();
    wait_for_readers();
    big_lock();
}

int main(void)
{
    static Thread reader;
    thread_start(&reader, reader_thread, 0);
    big_lock();
    bad();
    good();
    return 0;
}
// CHECK: "severity":"error",{{.*}}"message":"bad waits (readers){{.*}},{"thread":"reader","steps":[{"function":"reader_thread",{{.*}}"callee":"big_lock"
// DROPPED: error: bad waits (readers)
