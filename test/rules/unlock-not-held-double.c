// SPDX-License-Identifier: Apache-2.0
// Dropped twice: a return is missing after the first unlock. (Like ram_block_add before 39c350ee12.)
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

static struct List {
    Mutex mutex;
} list;

void bad(void)
{
    mutex_lock(&list.mutex);
    if (failed()) {
        work();
        mutex_unlock(&list.mutex);
    }
    work();
    mutex_unlock(&list.mutex);
}
// CHECK: unlock-not-held-double.c:19: error: bad drops List@{{.*}}.mutex, which it does not hold [unlock-not-held]
// CHECK: :16: note: bad() drops {{.*}} with mutex_unlock()
// CHECK: :19: note: bad() calls mutex_unlock(): this is forbidden here

void good(void)
{
    mutex_lock(&list.mutex);
    if (failed()) {
        work();
        mutex_unlock(&list.mutex);
        return;
    }
    work();
    mutex_unlock(&list.mutex);
}

void start(void)
{
    bad();
    good();
}
