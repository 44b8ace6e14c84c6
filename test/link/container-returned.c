// SPDX-License-Identifier: Apache-2.0
// A function that always returns the address of one list names that list; one that returns one of two
// names none.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees start --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=START --implicit-check-not=" -> "
// RUN: %qlockdep callees either --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=EITHER --implicit-check-not=" -> "
#include "Inputs/list.h"

static void first(Element *e) {}
static void second(Element *e) {}

static List start_list, stop_list;

static Element a = {.notify = first};
static Element b = {.notify = second};

static List *get_start(void)
{
    return &start_list;
}

static List *get_either(int n)
{
    if (n) {
        return &start_list;
    }
    return &stop_list;
}

void add(void)
{
    list_add(&start_list, &a);
    list_add(&stop_list, &b);
}

void start(void)
{
    list_run(get_start());
}

void either(int n)
{
    list_run(get_either(n));
}
// START: start -> first
// EITHER-DAG: either -> first
// EITHER-DAG: either -> second
