// SPDX-License-Identifier: Apache-2.0
// A function that gets a list to run and walks another by hand calls what that one holds.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees start --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=START --implicit-check-not=" -> " --allow-empty
// RUN: %qlockdep callees start_and_walk --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=START_AND_WALK --implicit-check-not=" -> " --allow-empty
#include "Inputs/list.h"

static void first(Element *e) {}
static void second(Element *e) {}

static List start_list, stop_list;

static Element a = {.notify = first};

void add(void)
{
    list_add(&start_list, &a);
}

static void start_and_walk(List *list)
{
    list_run(list);
    for (Element *e = stop_list.first; e; e = e->next) {
        e->notify(e);
    }
}

void start(void)
{
    start_and_walk(&start_list);
}
// START-DAG: start -> first [Element.notify in start_list@container-by-hand.c]
// START_AND_WALK-DAG: start_and_walk -> first [field Element.notify]
