// SPDX-License-Identifier: Apache-2.0
// What many break by one call of another function, that function breaks, or the path is not possible: one
// finding of little weight.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml --all --format json\
// RUN:   | %FileCheck %s --implicit-check-not=""rule""
#include "Inputs/requires.h"

static void change(void)
{
    require(big_locked());
}

static void pass_on(void)
{
    change();
}
// CHECK: {"rule":{{.*}}"confidence":0.43,{{.*}}"message":"pass_on reaches change,

#define USER(name)                                                                                 \
    static void name(void *opaque)                                                                 \
    {                                                                                              \
        pass_on();                                                                                 \
    }
USER(a) USER(b) USER(c) USER(d) USER(e) USER(f) USER(g)

static void good(void *opaque)
{
    pass_on();
}

void start(void)
{
    on_worker(a, 0);
    on_worker(b, 0);
    on_worker(c, 0);
    on_worker(d, 0);
    on_worker(e, 0);
    on_worker(f, 0);
    on_worker(g, 0);
    on_main(good, 0);
}
