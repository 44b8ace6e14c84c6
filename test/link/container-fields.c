// SPDX-License-Identifier: Apache-2.0
// Elements and lists in records are told apart by the field.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees start --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=START --implicit-check-not=" -> " --allow-empty
// RUN: %qlockdep callees stop --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=STOP --implicit-check-not=" -> " --allow-empty
#include "Inputs/list.h"

static void first(Element *e) {}
static void second(Element *e) {}

typedef struct Device {
    List start_list, stop_list;
    Element on_start, on_stop;
} Device;

void add(Device *bus, Device *dev)
{
    dev->on_start.notify = first;
    dev->on_stop.notify = second;
    list_add(&bus->start_list, &dev->on_start);
    list_add(&bus->stop_list, &dev->on_stop);
}

void start(Device *bus)
{
    list_run(&bus->start_list);
}

void stop(Device *bus)
{
    list_run(&bus->stop_list);
}
// START-DAG: start -> first [Element.notify in Device@container-fields.c.start_list]
// STOP-DAG: stop -> second [Element.notify in Device@container-fields.c.stop_list]
