// SPDX-License-Identifier: Apache-2.0
// An element that is copied from another may hold anything.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees start --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=START --implicit-check-not=" -> " --allow-empty
// RUN: %qlockdep callees stop --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=STOP --implicit-check-not=" -> " --allow-empty
#include "Inputs/list.h"

static void first(Element *e) {}
static void second(Element *e) {}

static List start_list, stop_list;

static Element a = {.notify = first};
static Element b;

void add(const Element *model)
{
    static Element source = {.notify = second};
    b = source;
    list_add(&start_list, &a);
    list_add(&stop_list, &b);
}

void start(void)
{
    list_run(&start_list);
}

void stop(void)
{
    list_run(&stop_list);
}
// START-DAG: start -> first [Element.notify in start_list@container-copied.c]
// STOP-DAG: stop -> first [Element.notify in stop_list@container-copied.c]
// STOP-DAG: stop -> second [Element.notify in stop_list@container-copied.c]
