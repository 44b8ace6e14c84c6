// SPDX-License-Identifier: Apache-2.0
// A coroutine starts where it is created, with the creator's locks, and knows that it is one; entering it
// later through its record adds no second start without them.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
void big_lock(void);
void big_unlock(void);
void device_lock(void);
void device_unlock(void);
_Bool in_coroutine(void);
typedef void Entry(void *opaque);
typedef struct Coroutine { Entry *entry; } Coroutine;
Coroutine *coroutine_create(Entry *entry, void *opaque);
void enter_elsewhere(void *loop, Coroutine *co);

static void bad(void *opaque)
{
    big_lock();
    big_unlock();
}
// CHECK: error: start holds the device's lock while bad takes the big lock

static void good_asks(void *opaque)
{
    if (!in_coroutine()) {
        big_lock();
        big_unlock();
    }
}

static void good_free(void *opaque)
{
    big_lock();
    big_unlock();
}

static void start(void)
{
    device_lock();
    enter_elsewhere(0, coroutine_create(bad, 0));
    enter_elsewhere(0, coroutine_create(good_asks, 0));
    device_unlock();
    enter_elsewhere(0, coroutine_create(good_free, 0));
}

void *io_thread(void *opaque)
{
    start();
    return 0;
}
