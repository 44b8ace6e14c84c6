// SPDX-License-Identifier: Apache-2.0
// Who was entered with the lock and dropped it is to blame.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

static void change(void)
{
    require(big_locked());
}

static void pass_on(void)
{
    change();
}

static void culprit(void)
{
    big_unlock();
    pass_on();
    big_lock();
}

static void bad(void *opaque)
{
    culprit();
}
// CHECK: warning: culprit reaches change,

static void good(void *opaque)
{
    pass_on();
}

void start(void)
{
    on_main(bad, 0);
    on_main(good, 0);
}
