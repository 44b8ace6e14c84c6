// SPDX-License-Identifier: Apache-2.0
// A coroutine must not poll the loop that would resume it. Code that asks whether it is in one may do
// either.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule coroutine-poll --all \
// RUN:   | %FileCheck %s --implicit-check-not="error: good"
#include "Inputs/waits.h"

void yield_instead(void);

static void bad(void)
{
    loop_poll(main_loop(), 1);
}
// CHECK: error: bad polls (poll) inside a coroutine

static void good_mixed(void)
{
    if (in_coroutine()) {
        yield_instead();
    } else {
        loop_poll(main_loop(), 1);
    }
}

static void good_outside(void)
{
    loop_poll(main_loop(), 1);
}

static void co_entry(void *opaque)
{
    bad();
    good_mixed();
}

int main(void)
{
    coroutine_start(co_entry, 0);
    good_outside();
    return 0;
}
