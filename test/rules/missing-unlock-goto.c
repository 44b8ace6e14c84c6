// SPDX-License-Identifier: Apache-2.0
// An error path by goto to a label after the unlock; other errors drop the lock before they go there.
// A wrapper takes and drops the lock.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

static struct List {
    Mutex mutex;
    int version;
} list;

static void lock_list(void)
{
    mutex_lock(&list.mutex);
}

static void unlock_list(void)
{
    mutex_unlock(&list.mutex);
}

void bad(int flags)
{
    lock_list();
    if (flags) {
        if (failed()) {
            goto out;
        }
        if (failed()) {
            unlock_list();
            goto out;
        }
    }
    list.version++;
    unlock_list();
    return;
out:
    work();
}
// CHECK: error: bad keeps List@{{.*}}.mutex [missing-unlock]

void good(int flags)
{
    lock_list();
    if (flags) {
        if (failed()) {
            goto out_unlock;
        }
        if (failed()) {
            unlock_list();
            goto out;
        }
    }
    list.version++;
    unlock_list();
    return;
out_unlock:
    unlock_list();
out:
    work();
}

void start(void)
{
    bad(1);
    good(1);
}
