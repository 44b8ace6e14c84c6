// SPDX-License-Identifier: Apache-2.0
// A pointer that is indexed may point to an element of another name, also a local one.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees start --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=START --implicit-check-not=" -> " --allow-empty
// RUN: %qlockdep callees stop --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=STOP --implicit-check-not=" -> " --allow-empty
#include "Inputs/list.h"

static void first(Element *e) {}
static void second(Element *e) {}

static List start_list, stop_list;

static Element a[2];
static Element b = {.notify = second};

void add(void)
{
    Element *p = &a[0];
    a[1].notify = first;
    list_add(&start_list, &p[1]);
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
// START-DAG: start -> first [Element.notify in start_list@container-indexed-local.c]
// START-DAG: start -> second [Element.notify in start_list@container-indexed-local.c]
// STOP-DAG: stop -> first [Element.notify in stop_list@container-indexed-local.c]
// STOP-DAG: stop -> second [Element.notify in stop_list@container-indexed-local.c]
