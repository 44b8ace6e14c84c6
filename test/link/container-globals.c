// SPDX-License-Identifier: Apache-2.0
// A list runs what was added to it, not what was added to another.
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
static Element b = {.notify = second};

void add(void)
{
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
// START-DAG: start -> first [Element.notify in start_list@container-globals.c]
// STOP-DAG: stop -> second [Element.notify in stop_list@container-globals.c]
