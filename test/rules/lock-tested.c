// SPDX-License-Identifier: Apache-2.0
// A lock that is taken only if it is not held, and dropped only if it was taken: by a flag that says so, a
// guard that is NULL, a variable that asks first. Neither taken twice nor out of balance. The twins take it
// whatever they hold, or drop it whatever they took.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="error:" --check-prefix=TWICE
// RUN: %check-fixture %t.b %s -- --no-default-annotations -a %S/Inputs/balance.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="error:" --check-prefix=BALANCE
#include "Inputs/locks.h"

void work(void);

static _Bool *lazy_lock(void)
{
    if (big_locked()) {
        return 0;
    }
    big_lock();
    return (_Bool *)1;
}

static _Bool *eager_lock(void)
{
    big_lock();
    return (_Bool *)1;
}

static void guard_end(_Bool **guard)
{
    if (*guard) {
        big_unlock();
    }
}

#define GUARD(how) __attribute__((cleanup(guard_end))) _Bool *guard = how()

static void good_guard(int n)
{
    GUARD(lazy_lock);
    if (n) {
        return;
    }
    work();
}

// TWICE-DAG: error: main holds Big, and eager_lock takes it again [double-lock]
static void bad_guard(void)
{
    GUARD(eager_lock);
    work();
}

static void good_flag(int n)
{
    _Bool release = 0;
    while (n--) {
        release |= prepare_access();
        work();
        if (release) {
            big_unlock();
            release = 0;
        }
    }
}

// BALANCE-DAG: error: bad_flag keeps Big [missing-unlock]
static void bad_flag(void *opaque)
{
    _Bool release = prepare_access();
    if (opaque) {
        return;
    }
    if (release) {
        big_unlock();
    }
}

static void good_asked(void)
{
    _Bool take = !big_locked();
    if (take) {
        big_lock();
    }
    work();
    if (take) {
        big_unlock();
    }
}

// BALANCE-DAG: error: bad_asked drops Big, which it does not hold [unlock-not-held]
static void bad_asked(void *opaque)
{
    if (!big_locked()) {
        big_lock();
    }
    work();
    big_unlock();
    big_unlock();
}

static void all(void *opaque)
{
    good_guard(0);
    good_flag(2);
    good_asked();
}

int main(void)
{
    big_lock();
    all(0);
    bad_guard();
    big_unlock();
    start_io(all, 0);
    start_io(bad_flag, 0);
    start_io(bad_asked, 0);
}
