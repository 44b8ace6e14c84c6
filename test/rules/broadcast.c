// SPDX-License-Identifier: Apache-2.0
// A list whose listeners are all called is no guess; a table's hook with as many functions is.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml -a %S/Inputs/broadcast.yaml \
// RUN:   --rule big-poll --all --fail-on none --format json | %FileCheck %s
#include "Inputs/waits.h"

typedef struct Listener {
    void (*changed)(void);
} Listener;
typedef struct Table {
    void (*hook)(void);
} Table;

static void listener(void)
{
    loop_poll(main_loop(), 1);
}
static void hook(void)
{
    loop_poll(main_loop(), 1);
}
static void idle1(void) {}
static void idle2(void) {}
static void idle3(void) {}

Listener listeners[] = {{listener}, {idle1}, {idle2}, {idle3}};
Table tables[] = {{hook}, {idle1}, {idle2}, {idle3}};

static void tell(Listener *l)
{
    l->changed();
}

static void ask(Table *t)
{
    t->hook();
}

void *migration_thread(void *opaque)
{
    big_lock();
    tell(opaque);
    ask(opaque);
    big_unlock();
    return 0;
}

int main(void)
{
    static Thread thread;
    thread_start(&thread, migration_thread, &listeners);
    return 0;
}
// CHECK-DAG: "confidence":0.87,{{.*}}listener polls
// CHECK-DAG: "confidence":0.77,{{.*}}hook polls
