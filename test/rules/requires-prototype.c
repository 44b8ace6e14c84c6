// SPDX-License-Identifier: Apache-2.0
// A comment above the prototype counts, and is the text of the last step.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

/* Called with the big lock held. */
void change(void);

void change(void)
{
    work();
}

static void bad(void *opaque)
{
    change();
}
// CHECK: warning: bad reaches change,
// CHECK: called with the big lock held

void start(void)
{
    on_worker(bad, 0);
}
