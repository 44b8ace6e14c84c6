// SPDX-License-Identifier: Apache-2.0
// Loops that take, or drop, one lock after the other; trylock in a loop, in a condition and in a switch.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

typedef struct Table {
    Mutex locks[8];
    Mutex lock;
} Table;

void good_all(Table *t, int n)
{
    for (int i = 0; i < n; i++) {
        mutex_lock(&t->locks[i]);
    }
    work();
    for (int i = 0; i < n; i++) {
        mutex_unlock(&t->locks[i]);
    }
}

static Mutex global_locks[4];

void good_global(int n)
{
    for (int i = 0; i < 4; i++) {
        mutex_lock(&global_locks[i]);
    }
    work();
    for (int i = 0; i < 4; i++) {
        mutex_unlock(&global_locks[i]);
    }
}

int bad_element(Table *t, int n)
{
    for (int i = 0; i < n; i++) {
        mutex_lock(&t->locks[i]);
        if (failed()) {
            return -1;
        }
        mutex_unlock(&t->locks[i]);
    }
    return 0;
}
// CHECK-DAG: error: bad_element keeps Table@{{.*}}.locks [missing-unlock]

void good_try_loop(Table *t)
{
    while (mutex_trylock(&t->lock)) {
        work();
    }
    mutex_unlock(&t->lock);
}

int good_try(Table *t)
{
    if (mutex_trylock(&t->lock) != 0) {
        return -1;
    }
    mutex_unlock(&t->lock);
    return 0;
}

int good_switch(Table *t)
{
    int busy = mutex_trylock(&t->lock);
    switch (busy) {
    case 0:
        work();
        mutex_unlock(&t->lock);
        return 0;
    case 1: return -1;
    default: return -2;
    }
}

int bad_switch(Table *t, int mode)
{
    switch (mutex_trylock(&t->lock)) {
    case 0:
        if (mode) {
            return 1;
        }
        mutex_unlock(&t->lock);
        return 0;
    default: return -1;
    }
}
// CHECK-DAG: error: bad_switch keeps Table@{{.*}}.lock [missing-unlock]

int bad_try(Table *t)
{
    if (mutex_trylock(&t->lock) != 0) {
        goto out;
    }
    work();
out:
    mutex_unlock(&t->lock);
    return 0;
}
// CHECK-DAG: error: bad_try drops Table@{{.*}}.lock, which it does not hold [unlock-not-held]

void start(Table *t)
{
    good_all(t, 3);
    good_global(3);
    bad_element(t, 3);
    good_try_loop(t);
    good_try(t);
    good_switch(t);
    bad_switch(t, 1);
    bad_try(t);
}
