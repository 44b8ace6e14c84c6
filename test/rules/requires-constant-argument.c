// SPDX-License-Identifier: Apache-2.0
// A constant argument, handed on by a caller, keeps the way from being taken.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

static void change(void)
{
    require(big_locked());
}

static void complete(int mode, _Bool iterable_only)
{
    if (!mode || iterable_only) {
        work();
    }
    if (iterable_only) {
        return;
    }
    change();
}

static void complete_with(_Bool iterable_only)
{
    complete(flag(), iterable_only);
}

static void good(void *opaque)
{
    complete_with(1);
}

static void bad(void *opaque)
{
    complete(flag(), 0);
}
// CHECK: warning: bad reaches change,

static void good_main(void *opaque)
{
    complete_with(0);
}

void start(void)
{
    on_worker(good, 0);
    on_worker(bad, 0);
    on_main(good_main, 0);
}
