// SPDX-License-Identifier: Apache-2.0
// A notifier's function is given the notifier and called at once, with the locks of whoever notifies; who
// notifies after unlocking does no harm.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
void big_lock(void);
void big_unlock(void);
void device_lock(void);
void device_unlock(void);
typedef struct Notifier Notifier;
struct Notifier { void (*notify)(Notifier *notifier, void *data); Notifier *next; };
struct Guard { void (*notify)(struct Guard *guard); };

static void notify_all(Notifier *list, void *data)
{
    for (Notifier *n = list; n; n = n->next) {
        n->notify(n, data);
    }
}

static void bad(Notifier *notifier, void *data)
{
    big_lock();
    big_unlock();
}
// CHECK: error: removed holds the device's lock while bad takes the big lock

static void good(struct Guard *guard)
{
    big_lock();
    big_unlock();
}

static Notifier notifier = {bad};
static struct Guard guard = {good};

static void removed(void)
{
    device_lock();
    notify_all(&notifier, 0);
    device_unlock();
    guard.notify(&guard);
}

void *io_thread(void *opaque)
{
    removed();
    return 0;
}
