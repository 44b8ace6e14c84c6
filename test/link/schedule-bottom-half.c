// SPDX-License-Identifier: Apache-2.0
// A bottom half runs in the loop of its context, without its creator's locks: the main loop's own function
// names that loop, any other context may be either's. A function that nobody schedules is no root.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
typedef struct Loop Loop;
typedef void Func(void *opaque);
Loop *main_context(void);
void bh_new(Loop *loop, Func *cb, void *opaque);
void bh_schedule_oneshot(Loop *loop, Func *cb, void *opaque);

static void in_main(void *opaque) {}
// CHECK: schedule-bottom-half.c:[[@LINE-1]]: in_main [main-loop] callback bh_new; holds Big; registered at schedule-bottom-half.c:[[@LINE+9]] in start
static void anywhere(void *opaque) {}
// CHECK: schedule-bottom-half.c:[[@LINE-1]]: anywhere [io] callback bh_schedule_oneshot; holds nothing; registered at schedule-bottom-half.c:[[@LINE+8]] in start
// CHECK: schedule-bottom-half.c:[[@LINE-2]]: anywhere [main-loop] callback bh_schedule_oneshot; holds Big; registered at schedule-bottom-half.c:[[@LINE+7]] in start
static void never(void *opaque) {}
Func *unused = never;

void start(Loop *loop)
{
    bh_new(main_context(), in_main, 0);
    bh_schedule_oneshot(loop, anywhere, 0);
}
