// SPDX-License-Identifier: Apache-2.0
// A comment that more callers ignore than heed is out of date; one that is heeded is not.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/requires.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="warning:"
#include "Inputs/requires.h"

/* Called with the big lock held. */
static void stale(void)
{
    work();
}

/* Called with the big lock held. */
static void fresh(void)
{
    work();
}

#define USER(name, callee)                                                                         \
    static void name(void *opaque)                                                                 \
    {                                                                                              \
        callee();                                                                                  \
    }
USER(a, stale) USER(b, stale) USER(c, stale) USER(d, stale)
USER(e, fresh) USER(f, fresh) USER(g, fresh) USER(bad, fresh)
// CHECK: warning: bad reaches fresh,

void start(void)
{
    on_worker(a, 0);
    on_worker(b, 0);
    on_worker(c, 0);
    on_main(d, 0);
    on_main(e, 0);
    on_main(f, 0);
    on_main(g, 0);
    on_worker(bad, 0);
}
