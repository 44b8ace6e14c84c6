/* SPDX-License-Identifier: Apache-2.0 */
/* Two threads take a and b in opposite orders, c and d in one; e and f too, under a common lock. */
#include "../../rules/Inputs/locks.h"

Mutex a, b, c, d, e, f;

static void take_d(void)
{
    mutex_lock(&d);
    mutex_unlock(&d);
}

static void c_then_d(void)
{
    mutex_lock(&c);
    take_d();
    mutex_unlock(&c);
}

static void one(void *opaque)
{
#ifdef CYCLE
    mutex_lock(&a);
    mutex_lock(&b);
    mutex_unlock(&b);
    mutex_unlock(&a);
#endif
    c_then_d();
    big_lock();
    mutex_lock(&e);
    mutex_lock(&f);
    mutex_unlock(&f);
    mutex_unlock(&e);
    big_unlock();
}

static void two(void *opaque)
{
    mutex_lock(&b);
    mutex_lock(&a);
    mutex_unlock(&a);
    mutex_unlock(&b);
    big_lock();
    mutex_lock(&f);
    mutex_lock(&e);
    mutex_unlock(&e);
    mutex_unlock(&f);
    big_unlock();
}

void start(void)
{
    start_io(one, 0);
    start_io(two, 0);
}
