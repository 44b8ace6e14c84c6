// SPDX-License-Identifier: Apache-2.0
// Lists of a record that is private to a .c file, and one whose list is not known: it runs everything.
// RUN: %split-file %s %t.src
// RUN: %index-fixture %t %t.src/main.c
// RUN: %qlockdep callees start --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %t.src/a.yaml | %FileCheck %s --check-prefix=START --implicit-check-not=" -> "
// RUN: %qlockdep callees some --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %t.src/a.yaml | %FileCheck %s --check-prefix=SOME --implicit-check-not=" -> "
// RUN: %qlockdep resolve main.c:17 --db %t/index.db --no-default-annotations -a %t.src/a.yaml \
// RUN:   | %FileCheck %s --check-prefix=RESOLVE
// START: start -> first
// SOME-DAG: some -> first
// SOME-DAG: some -> second
// RESOLVE: calls first@main.c: stored at main.c:8 in a
// RESOLVE: calls second@main.c: stored at main.c:9 in b

//--- main.c
typedef struct Element { void (*notify)(void); struct Element *next; } Element;
typedef struct List { Element *first; } List;
void list_add(List *list, Element *e) { e->next = list->first; list->first = e; }
void list_run(List *list) { for (Element *e = list->first; e; e = e->next) e->notify(); }
static void first(void) {}
static void second(void) {}
static List start_list, stop_list;
static Element a = {.notify = first};
static Element b = {.notify = second};
void add(void)
{
    list_add(&start_list, &a);
    list_add(&stop_list, &b);
}
void start(void) { list_run(&start_list); }
List *find(int n);
void some(int n) { list_run(find(n)); }
//--- a.yaml
qlockdep: 1
containers:
  - {add: list_add, container: 0, element: 1, run: list_run, run-container: 0, calls: Element.notify}
