// SPDX-License-Identifier: Apache-2.0
// An event notifier's handler with the flag before it: the number of parameters decides which argument it is.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
typedef struct Loop Loop;
typedef struct Event Event;
typedef void Func(Event *event);
void set_event_notifier(Loop *loop, Event *event, Func *flag, Func *read)
{
}

static void ready(Event *event) {}
// CHECK: schedule-notifier-flag.c:[[@LINE-1]]: ready [io] callback set_event_notifier; holds nothing; registered at schedule-notifier-flag.c:[[@LINE+6]] in start
// CHECK: schedule-notifier-flag.c:[[@LINE-2]]: ready [main-loop] callback set_event_notifier; holds Big; registered at schedule-notifier-flag.c:[[@LINE+5]] in start
static void external(Event *event) {}

void start(Loop *loop, Event *event)
{
    set_event_notifier(loop, event, external, ready);
    external(event);
}
