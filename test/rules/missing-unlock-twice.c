// SPDX-License-Identifier: Apache-2.0
// The lock is taken where it was to be dropped: no path balances, and it is wrong all the same. Two
// levels of a recursive lock that callers drop are not.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

typedef struct Export {
    Mutex lock;
} Export;

void bad(Export *e)
{
    mutex_lock(&e->lock);
    work();
    mutex_lock(&e->lock);
}
// CHECK: error: bad keeps Export@{{.*}}.lock [missing-unlock]

void good(Export *e)
{
    mutex_lock(&e->lock);
    work();
    mutex_unlock(&e->lock);
}

static void good_levels(void)
{
    section_enter();
    work();
    section_enter();
}

void good_user(void)
{
    good_levels();
    work();
    section_leave();
    section_leave();
}

// Two objects.
void good_pair(Export *a, Export *b)
{
    mutex_lock(&a->lock);
    mutex_lock(&b->lock);
}

void start(Export *e, Export *f)
{
    bad(e);
    good(e);
    good_user();
    good_pair(e, f);
    mutex_unlock(&e->lock);
    mutex_unlock(&f->lock);
}
