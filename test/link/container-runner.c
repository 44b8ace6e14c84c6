// SPDX-License-Identifier: Apache-2.0
// A function that gets the list and runs it: the calls stand where the list is named.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees start --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=START --implicit-check-not=" -> " --allow-empty
// RUN: %qlockdep callees stop --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=STOP --implicit-check-not=" -> " --allow-empty
// RUN: %qlockdep callees run_it --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=RUN_IT --implicit-check-not=" -> " --allow-empty
#include "Inputs/list.h"

static void first(Element *e) {}
static void second(Element *e) {}

static List start_list, stop_list;

static Element a = {.notify = first};
static Element b = {.notify = second};

void run_it(List *list)
{
    list_run(list);
}

void add(void)
{
    list_add(&start_list, &a);
    list_add(&stop_list, &b);
}

void start(void)
{
    run_it(&start_list);
}

void stop(void)
{
    run_it(&stop_list);
}
// START-DAG: start -> first [Element.notify in start_list@container-runner.c]
// STOP-DAG: stop -> second [Element.notify in stop_list@container-runner.c]
// RUN_IT-NOT: run_it -> 
