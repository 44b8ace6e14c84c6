// SPDX-License-Identifier: Apache-2.0
// A signal's handler is registered by a call, or by a field of an inner record that has no name; it holds
// nothing. The constants that stand for no handler are none.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
typedef void Simple(int signal);
typedef void Detailed(int signal, void *info);
struct Action {
    union {
        Simple *simple;
        Detailed *detailed;
    } how;
    Simple *restore;
};
void on_signal(int signal, Simple *handler);
void action(int signal, const struct Action *action);
#define IGNORE ((Simple *)1)

static void interrupted(int signal) {}
// CHECK: schedule-signal.c:[[@LINE-1]]: interrupted [signal] callback on_signal; holds nothing; registered at schedule-signal.c:[[@LINE+10]] in start
static void simple(int signal) {}
// CHECK: schedule-signal.c:[[@LINE-1]]: simple [signal] field Action.how.simple; holds nothing
static void detailed(int signal, void *info) {}
// CHECK: schedule-signal.c:[[@LINE-1]]: detailed [signal] field Action.how.detailed; holds nothing
static void restore(int signal) {}

void start(void)
{
    struct Action with = {.how.simple = simple, .restore = restore};
    on_signal(2, interrupted);
    on_signal(3, IGNORE);
    action(4, &with);
    with.how.detailed = detailed;
    action(5, &with);
}
