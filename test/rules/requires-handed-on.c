// SPDX-License-Identifier: Apache-2.0
// A function that demands the same of its callers hands the duty on to them.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

/* Called with the big lock held. */
static void inner(void)
{
    work();
}

/* Called with the big lock held. */
static void outer(void)
{
    inner();
}

static void bad(void *opaque)
{
    outer();
}
// CHECK: warning: bad reaches outer,

void start(void)
{
    on_worker(bad, 0);
}
