// SPDX-License-Identifier: Apache-2.0
// An assertion that keeps its answer in a variable first, as GLib's does.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

void failed(void) __attribute__((noreturn));

#define ASSERT(condition)                                                                          \
    do {                                                                                           \
        if (__builtin_expect(({                                                                    \
                                 int boolean;                                                      \
                                 if (condition)                                                    \
                                     boolean = 1;                                                  \
                                 else                                                              \
                                     boolean = 0;                                                  \
                                 boolean;                                                          \
                             }),                                                                   \
                             1))                                                                   \
            ;                                                                                      \
        else                                                                                       \
            failed();                                                                              \
    } while (0)

static void change(void)
{
    ASSERT(big_locked());
    work();
}

static void look(void)
{
    ASSERT(big_locked() || 1);
    work();
}

static void bad(void *opaque)
{
    change();
}
// CHECK: warning: bad reaches change, which must run with Big held

static void good(void *opaque)
{
    look();
    big_lock();
    change();
    big_unlock();
}

void start(void)
{
    on_worker(bad, 0);
    on_worker(good, 0);
}
