// SPDX-License-Identifier: Apache-2.0
// Trap 9: the lock is dropped around the wait and taken again. And a thread that gets its lock from the
// waiter by a wrapper is the one that the wrapper's caller starts.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule big-wait --all \
// RUN:   | %FileCheck %s --implicit-check-not=": error: good"
#include "Inputs/waits.h"

typedef struct Pair {
    Thread first, second;
} Pair;

static void start(Thread *thread, void *(*entry)(void *))
{
    thread_start(thread, entry, 0);
}

static void *takes(void *opaque)
{
    big_lock();
    big_unlock();
    return 0;
}

static void *takes_not(void *opaque)
{
    return 0;
}

static void bad_first(Pair *pair)
{
    thread_join(&pair->first);
}
// CHECK-DAG: error: bad_first waits (join)

static void good_second(Pair *pair)
{
    thread_join(&pair->second);
}

static void good_dropped(Pair *pair)
{
    big_unlock();
    thread_join(&pair->first);
    big_lock();
}

int main(void)
{
    static Pair pair;
    start(&pair.first, takes);
    start(&pair.second, takes_not);
    big_lock();
    bad_first(&pair);
    good_second(&pair);
    good_dropped(&pair);
    return 0;
}
