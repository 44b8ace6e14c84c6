// SPDX-License-Identifier: Apache-2.0
// A callback that may run in the main loop, too: nothing says that it ever runs elsewhere.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml --all --format json\
// RUN:   | %FileCheck %s --implicit-check-not=""rule""
#include "Inputs/requires.h"

static void change(void)
{
    require(big_locked());
}

static void doubtful(void *opaque)
{
    change();
}
// CHECK: {"rule":{{.*}}"confidence":0.43,{{.*}}"message":"doubtful reaches change,

void start(void)
{
    on_either(doubtful, 0);
}
