// SPDX-License-Identifier: Apache-2.0
// Handlers of a list that somebody walks at once are called with the walker's locks, unlike a bottom half
// that one of them schedules.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
void big_lock(void);
void big_unlock(void);
void device_lock(void);
void device_unlock(void);
typedef void Func(void *opaque);
void bh_new(void *loop, Func *cb, void *opaque);
typedef struct Handler { Func *cb; void *opaque; struct Handler *next; } Handler;
static Handler *handlers;
static Handler one, two;

void add_handler(Handler *handler, Func *cb)
{
    handler->cb = cb;
    handler->next = handlers;
    handlers = handler;
}

static void good_deferred(void *opaque)
{
    big_lock();
    big_unlock();
}

static void bad(void *opaque)
{
    big_lock();
    big_unlock();
}
// CHECK: error: change_state holds the device's lock while bad takes the big lock

static void good(void *opaque)
{
    bh_new(opaque, good_deferred, 0);
}

static void change_state(void)
{
    device_lock();
    for (Handler *h = handlers; h; h = h->next) {
        h->cb(h->opaque);
    }
    device_unlock();
}

void *io_thread(void *opaque)
{
    add_handler(&one, bad);
    add_handler(&two, good);
    change_state();
    return 0;
}
