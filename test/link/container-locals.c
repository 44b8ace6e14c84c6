// SPDX-License-Identifier: Apache-2.0
// Elements that are local variables, used directly and through a pointer that is assigned once.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees start --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=START --implicit-check-not=" -> " --allow-empty
// RUN: %qlockdep callees stop --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=STOP --implicit-check-not=" -> " --allow-empty
#include "Inputs/list.h"

static void first(Element *e) {}
static void second(Element *e) {}

static List start_list, stop_list;

void start(void)
{
    Element mine = {.notify = first};
    Element yours;
    Element *e = &yours;
    e->notify = second;
    list_add(&start_list, &mine);
    list_add(&stop_list, e);
    list_run(&start_list);
}

void stop(void)
{
    list_run(&stop_list);
}
// START-DAG: start -> first [Element.notify in start_list@container-locals.c]
// STOP-DAG: stop -> second [Element.notify in stop_list@container-locals.c]
