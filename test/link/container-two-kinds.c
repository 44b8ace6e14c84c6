// SPDX-License-Identifier: Apache-2.0
// Two kinds of lists: what is stored in an unknown element of one kind is in no list of the other, but in
// every list of its own.
// RUN: %split-file %s %t.src
// RUN: %index-fixture %t %t.src/main.c
// RUN: %qlockdep callees start --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %t.src/a.yaml | %FileCheck %s --check-prefix=START --implicit-check-not=" -> "
// RUN: %qlockdep callees start_other --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %t.src/a.yaml | %FileCheck %s --check-prefix=OTHER --implicit-check-not=" -> "
// RUN: %qlockdep callees start_empty --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %t.src/a.yaml | %FileCheck %s --check-prefix=EMPTY --implicit-check-not=" -> "
// START: start -> first
// OTHER-DAG: start_other -> known
// OTHER-DAG: start_other -> anywhere
// EMPTY: start_empty -> anywhere

//--- main.c
typedef struct Element { void (*notify)(void); struct Element *next; } Element;
typedef struct Other { void (*notify)(int); struct Other *next; } Other;
typedef struct List { Element *first; } List;
typedef struct OtherList { Other *first; } OtherList;
void list_add(List *list, Element *e) { e->next = list->first; list->first = e; }
void list_run(List *list) { for (Element *e = list->first; e; e = e->next) e->notify(); }
void other_add(OtherList *list, Other *e) { e->next = list->first; list->first = e; }
void other_run(OtherList *list) { for (Other *e = list->first; e; e = e->next) e->notify(1); }
static void first(void) {}
static void known(int n) {}
static void anywhere(int n) {}
static List start_list;
static OtherList other_list, empty_list;
static Element a = {.notify = first};
static Other b = {.notify = known};
void add(Other *unknown)
{
    unknown->notify = anywhere;
    list_add(&start_list, &a);
    other_add(&other_list, &b);
}
void start(void) { list_run(&start_list); }
void start_other(void) { other_run(&other_list); }
void start_empty(void) { other_run(&empty_list); }
//--- a.yaml
qlockdep: 1
containers:
  - {add: list_add, container: 0, element: 1, run: list_run, run-container: 0, calls: Element.notify}
  - {add: other_add, container: 0, element: 1, run: other_run, run-container: 0, calls: Other.notify}
