// SPDX-License-Identifier: Apache-2.0
// A list to which nothing is added runs nothing.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees start --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=START --implicit-check-not=" -> " --allow-empty
#include "Inputs/list.h"

static void first(Element *e) {}
static void second(Element *e) {}

static List start_list, stop_list;

static Element a = {.notify = first};

void add(void)
{
    list_add(&stop_list, &a);
}

void start(void)
{
    list_run(&start_list);
}
// START-NOT: start -> 
