// SPDX-License-Identifier: Apache-2.0
// Two objects of one lock class are two locks: each has to balance by itself. Which lock is meant is
// read from the access path; where that cannot be told, there is nothing to say.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

typedef struct Bucket {
    Mutex lock;
    struct Bucket *next;
} Bucket;

int bad(Bucket *a, Bucket *b)
{
    mutex_lock(&a->lock);
    mutex_lock(&b->lock);
    if (failed()) {
        mutex_unlock(&a->lock);
        return -1;
    }
    mutex_unlock(&b->lock);
    mutex_unlock(&a->lock);
    return 0;
}
// CHECK: error: bad keeps Bucket@{{.*}}.lock [missing-unlock]
// CHECK: :16: note: bad() takes Bucket@{{.*}}.lock with mutex_lock()

int good(Bucket *a, Bucket *b)
{
    mutex_lock(&a->lock);
    mutex_lock(&b->lock);
    mutex_unlock(&a->lock);
    mutex_unlock(&b->lock);
    return 0;
}

// One is handed over, the other is its own.
static void good_take(Bucket *a, Bucket *b)
{
    mutex_lock(&a->lock);
    mutex_lock(&b->lock);
    work();
    mutex_unlock(&b->lock);
}

void good_user(Bucket *a, Bucket *b)
{
    good_take(a, b);
    mutex_unlock(&a->lock);
}

// From one to the next: perhaps dropped under another name.
void good_chain(Bucket *a)
{
    Bucket *b = a;
    mutex_lock(&a->lock);
    while (b->next) {
        Bucket *next = b->next;
        mutex_lock(&next->lock);
        mutex_unlock(&b->lock);
        b = next;
    }
    mutex_unlock(&b->lock);
}

extern Bucket *same_as(Bucket *a);

void good_alias(Bucket *a)
{
    mutex_lock(&a->lock);
    if (failed()) {
        Bucket *other = same_as(a);
        mutex_unlock(&other->lock);
        return;
    }
    mutex_unlock(&a->lock);
}

void start(Bucket *a, Bucket *b)
{
    good_alias(a);
    bad(a, b);
    good(a, b);
    good_user(a, b);
    good_chain(a);
}
