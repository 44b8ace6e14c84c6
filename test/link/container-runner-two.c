// SPDX-License-Identifier: Apache-2.0
// A function that gets two lists runs both.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees start --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=START --implicit-check-not=" -> " --allow-empty
// RUN: %qlockdep callees stop --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=STOP --implicit-check-not=" -> " --allow-empty
#include "Inputs/list.h"

static void first(Element *e) {}
static void second(Element *e) {}

static List start_list, stop_list;

static void third(Element *e) {}
static List other_list;
static Element a = {.notify = first};
static Element b = {.notify = second};
static Element c = {.notify = third};

static void run_both(List *one, List *two)
{
    list_run(one);
    list_run(two);
}

void add(void)
{
    list_add(&start_list, &a);
    list_add(&stop_list, &b);
    list_add(&other_list, &c);
}

void start(void)
{
    run_both(&start_list, &stop_list);
}

void stop(void)
{
    list_run(&other_list);
}
// START-DAG: start -> first [Element.notify in start_list@container-runner-two.c]
// STOP-DAG: stop -> third [Element.notify in other_list@container-runner-two.c]
// START-DAG: start -> second [Element.notify in stop_list@container-runner-two.c]
