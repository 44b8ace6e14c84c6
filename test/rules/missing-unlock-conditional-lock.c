// SPDX-License-Identifier: Apache-2.0
// A lock that is taken under a condition, and dropped under the same one: an error path between forgets
// it. (Like os_mem_prealloc before dd4fc60585.)
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

static Mutex signal_mutex;
extern int use_other_way(void);

int bad(int size)
{
    _Bool use_advice = use_other_way();
    if (!use_advice) {
        mutex_lock(&signal_mutex);
        if (failed()) {
            return -1;
        }
    }
    work();
    if (!use_advice) {
        if (failed()) {
            give_up();
        }
        mutex_unlock(&signal_mutex);
    }
    return 0;
}
// CHECK: error: bad keeps signal_mutex@{{.*}} [missing-unlock]
// CHECK: confidence 1.00

int good(int size)
{
    _Bool use_advice = use_other_way();
    if (!use_advice) {
        mutex_lock(&signal_mutex);
        if (failed()) {
            mutex_unlock(&signal_mutex);
            return -1;
        }
    }
    work();
    if (!use_advice) {
        mutex_unlock(&signal_mutex);
    }
    return 0;
}

int start(void)
{
    return bad(1) + good(1);
}
