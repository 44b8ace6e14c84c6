// SPDX-License-Identifier: Apache-2.0
// A function that is stored through a pointer kept in a field is said to be lost; a store of
// something else is not. A call through what the pointer may point to is not understood.
// RUN: %index-fixture %t %s
// RUN: %qlockdep unresolved --all --db %t/index.db --no-default-annotations > %t/out
// RUN: %FileCheck %s < %t/out
// RUN: %qlockdep resolve blind-store.c:32 --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --check-prefix=RESOLVE
typedef void Function(void);
static void f(void) {}

struct Place {
    Function **slot;
    int *number;
};
static struct Slots {
    Function *run;
} slots;

void put(struct Place *p)
{
    *p->slot = f;
}

void number(struct Place *p)
{
    *p->number = 1;
}

void caller(struct Place *p)
{
    slots.run();
    p->slot = &slots.run;
}
// CHECK: caller calls through field Slots@blind-store.c.run: it is computed at blind-store.c:33 in caller, in a way that is not followed
// CHECK-NEXT: blind-store.c:22: put stores what may be a function through a pointer that is not followed
// CHECK-NEXT: {{^}}stores through pointers that are not followed, of what may be functions: 1{{$}}
// RESOLVE: caller calls through field Slots@blind-store.c.run: 0 functions
// RESOLVE: none: it is computed at blind-store.c:33 in caller
