// SPDX-License-Identifier: Apache-2.0
// A function that the annotations name, by a pattern.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

void named_change(void)
{
    work();
}

static void bad(void *opaque)
{
    named_change();
}
// CHECK: warning: bad reaches named_change, which must run with Big held

static void good(void *opaque)
{
    named_change();
}

void start(void)
{
    on_worker(bad, 0);
    on_main(good, 0);
}
