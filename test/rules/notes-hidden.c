// SPDX-License-Identifier: Apache-2.0
// Notes are printed if they are asked for, by --all or --fail-on note; else they are counted.
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
// HIDDEN: {{^}}0 findings; 1 note (--all prints them){{$}}
// SHOWN: note: main waits (semaphore)
// SHOWN: {{^}}1 finding{{$}}
