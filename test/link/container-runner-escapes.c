// SPDX-License-Identifier: Apache-2.0
// A function that gets the list from a library may run any list.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees start --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=START --implicit-check-not=" -> " --allow-empty
#include "Inputs/list.h"

static void first(Element *e) {}
static void second(Element *e) {}

static List start_list, stop_list;

static Element a = {.notify = first};
static Element b = {.notify = second};
void library_calls(void (*f)(void *), void *opaque);

void start(void *opaque)
{
    List *list = opaque;
    list_run(list);
}

void add(void)
{
    library_calls(start, &stop_list);
    list_add(&start_list, &a);
    list_add(&stop_list, &b);
}
// START-DAG: start -> first [Element.notify in any list]
// START-DAG: start -> second [Element.notify in any list]
