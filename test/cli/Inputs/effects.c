/* SPDX-License-Identifier: Apache-2.0 */
/* What functions can do to locks. */
#include "../../rules/Inputs/locks.h"

void abort(void) __attribute__((noreturn));

Mutex a, b, c;
struct Ops {
    void (*run)(void);
};

void take(Mutex *mutex) { mutex_lock(mutex); }

int take_big_if_needed(void)
{
    if (big_locked()) {
        return 0;
    }
    big_lock();
    return 1;
}

void balanced(void)
{
    mutex_lock(&a);
    mutex_unlock(&a);
}

void needs_big(void)
{
    if (!big_locked()) {
        abort();
    }
    wait_event();
}

int sometimes(int n)
{
    int i = n * n;
    if (i) {
        mutex_lock(&b);
    }
    return n;
}

static void on_one(void) { mutex_lock(&c); mutex_unlock(&c); }
static void on_two(void) {}
struct Ops one = {on_one}, two = {on_two};

void upper(struct Ops *ops)
{
    balanced();
    needs_big();
    ops->run();
}

void nothing(void) {}

/* Both a wait and a function of its own. */
void wait_readers(void) { mutex_lock(&a); mutex_unlock(&a); }
void waits_for_readers(void) { wait_readers(); }
