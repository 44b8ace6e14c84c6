// SPDX-License-Identifier: Apache-2.0
// A lock that is taken and dropped under one condition, with code between that runs either way: the flag
// stands for "not held", and who holds the lock does not set it. So it is hardly believed that the lock is
// taken twice. The twins have no such flag.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all --format json > %t.jsonl
// RUN: jq -r 'select(.rule == "double-lock") | "\(.message): \(.confidence)"' %t.jsonl | sort > %t.txt
// RUN: %FileCheck %s < %t.txt --implicit-check-not=takes
#include "Inputs/locks.h"

typedef struct Dump {
    _Bool detached;
    int mode;
} Dump;

static int finished;
void work(void);

// CHECK: main holds Big, and bad_always takes it again: 1
static void bad_always(void)
{
    big_lock();
    work();
    big_unlock();
}

// CHECK: main holds Big, and bad_changed takes it again: 1
static void bad_changed(Dump *dump)
{
    if (dump->detached) {
        big_lock();
    }
    dump->detached = finished;
    work();
    if (dump->detached) {
        big_unlock();
    }
}

// Nobody gets here without the lock: the flag is for nobody.
// CHECK: main holds Big, and bad_only_held takes it again: 1
static void bad_only_held(Dump *dump)
{
    if (dump->detached) {
        big_lock();
    }
    work();
    if (dump->detached) {
        big_unlock();
    }
}

// What is done under the condition is done with the lock, whoever calls.
// CHECK: main holds Big, and bad_work_too takes it again: 1
static void bad_work_too(Dump *dump)
{
    if (dump->detached) {
        big_lock();
        work();
        big_unlock();
    }
}

// CHECK: main holds Big, and good_copy takes it again: 0.3
static void good_copy(Dump *dump)
{
    _Bool locked = dump->mode != 2;
    if (locked) {
        big_lock();
    }
    work();
    if (locked) {
        big_unlock();
    }
}

// CHECK: main holds Big, and good_field takes it again: 0.3
static void good_field(Dump *dump)
{
    if (finished) {
        if (dump->detached) {
            big_lock();
        }
        work();
        if (dump->detached) {
            big_unlock();
        }
    }
    dump->detached = 0;
}

// CHECK: main holds Big, and good_negated takes it again: 0.3
static void good_negated(int inside)
{
    while (!finished) {
        if (!inside) {
            big_lock();
        }
        work();
        if (inside == 0) {
            big_unlock();
        }
    }
}

static void with_big(void)
{
    big_lock();
}

// CHECK: main holds Big, and with_big takes it again: 0.3
static void good_wrapper(Dump *dump)
{
    if (dump->detached) {
        with_big();
    }
    work();
    if (dump->detached) {
        big_unlock();
    }
}

static void all(void *opaque)
{
    bad_always();
    bad_changed(opaque);
    bad_work_too(opaque);
    good_copy(opaque);
    good_field(opaque);
    good_negated(finished);
    good_wrapper(opaque);
}

int main(void)
{
    static Dump dump;
    big_lock();
    all(&dump);
    bad_only_held(&dump);
    big_unlock();
    start_io(all, &dump);
}
