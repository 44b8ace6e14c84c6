// SPDX-License-Identifier: Apache-2.0
// What the caller takes and drops is dropped by the callee on one of its paths already. (Like
// address_space_access_valid before b39b61e410.)
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

static _Bool check(int n)
{
    while (n > 0) {
        if (failed()) {
            return 0;
        }
        n--;
    }
    section_leave();
    return 1;
}

_Bool bad(int n)
{
    section_enter();
    _Bool result = check(n);
    section_leave();
    return result;
}
// CHECK: error: bad drops Section, which it does not hold [unlock-not-held]

_Bool good(int n)
{
    section_enter();
    _Bool result = check(n);
    if (!result) {
        section_leave();
    }
    return result;
}

// Its own section is another level of the lock: no reason to believe that it is dropped for it.
_Bool good_caller(int n)
{
    section_enter();
    _Bool result = bad(n) & good(n);
    section_leave();
    return result;
}
