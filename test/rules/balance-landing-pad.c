// SPDX-License-Identifier: Apache-2.0
// After a jump back into the function, what is held is tested and dropped: not dropped unheld.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

extern int save_point(void);

void good(void)
{
    if (save_point() == 0) {
        big_lock();
        work();
        big_unlock();
    } else if (big_locked()) {
        big_unlock();
    }
}

void bad(void)
{
    if (save_point() == 0) {
        big_lock();
        work();
        big_unlock();
    } else {
        big_unlock();
    }
}
// CHECK: error: bad drops Big, which it does not hold [unlock-not-held]

void start(void)
{
    good();
    bad();
}
