// SPDX-License-Identifier: Apache-2.0
// Notes are looked for if they are asked for, by --all or --fail-on note; else the coverage says so.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule big-wait \
// RUN:   | %FileCheck %s --check-prefix=HIDDEN --implicit-check-not="note: main"
// RUN: %check-fixture %t.all %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule big-wait --all \
// RUN:   | %FileCheck %s --check-prefix=SHOWN
// RUN: %check-fixture %t.fail %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule big-wait --fail-on note \
// RUN:   | %FileCheck %s --check-prefix=SHOWN
#include "Inputs/waits.h"

int main(void)
{
    static Sem sem;
    big_lock();
    sem_wait_(&sem);
    return 0;
}
// HIDDEN: {{^}}0 findings{{$}}
// HIDDEN: coverage: notes were not looked for (--all or --fail-on note does)
// SHOWN: note: main waits (semaphore)
// SHOWN: {{^}}1 finding{{$}}
// SHOWN-NOT: notes were not
