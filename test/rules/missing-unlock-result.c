// SPDX-License-Identifier: Apache-2.0
// That the result tells the caller of the error is no excuse. A caller of such a function is not
// reported for what it inherits. (Like colo_init_ram_cache before 44901b5aff.)
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

extern void *next_block(void *block);

int bad(void *block)
{
    section_enter();
    while ((block = next_block(block))) {
        if (failed()) {
            return -12;
        }
    }
    section_leave();
    return 0;
}
// CHECK: error: bad keeps Section [missing-unlock]

int good(void *block)
{
    int ret = 0;
    section_enter();
    while ((block = next_block(block))) {
        if (failed()) {
            ret = -12;
            break;
        }
    }
    section_leave();
    return ret;
}

int good_caller(void *block)
{
    if (bad(block)) {
        return -1;
    }
    section_enter();
    work();
    section_leave();
    return good(block);
}

int start(void)
{
    return good_caller(0);
}
