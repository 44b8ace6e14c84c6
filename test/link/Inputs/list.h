// SPDX-License-Identifier: Apache-2.0
// A list of callbacks as test/link/container-*.c use it.
typedef struct Element Element;
struct Element {
    void (*notify)(Element *e);
    Element *next;
};

typedef struct List {
    Element *first;
} List;

static inline void list_add(List *list, Element *e)
{
    e->next = list->first;
    list->first = e;
}

static inline void list_run(List *list)
{
    for (Element *e = list->first; e; e = e->next) {
        e->notify(e);
    }
}
