// SPDX-License-Identifier: Apache-2.0
// A timer is the main loop's if the wrapper that makes it says so; with a group it may be an I/O thread's.
// A function merely stored in a timer is called through its gateway by nobody: no root.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
typedef struct Group Group;
typedef void Func(void *opaque);
typedef struct Timer { Func *cb; void *opaque; } Timer;
void timer_init_full(Timer *timer, Group *group, Func *cb, void *opaque);

static inline void timer_init(Timer *timer, Func *cb, void *opaque)
{
    timer_init_full(timer, 0, cb, opaque);
}

static void tick(void *opaque) {}
// CHECK: schedule-timer.c:[[@LINE-1]]: tick [main-loop] callback timer_init; holds Big; registered at schedule-timer.c:[[@LINE+9]] in start
static void tick_group(void *opaque) {}
// CHECK: schedule-timer.c:[[@LINE-1]]: tick_group [io] callback timer_init_full; holds nothing; registered at schedule-timer.c:[[@LINE+8]] in start
// CHECK: schedule-timer.c:[[@LINE-2]]: tick_group [main-loop] callback timer_init_full; holds Big; registered at schedule-timer.c:[[@LINE+7]] in start
static void stored(void *opaque) {}

void start(Timer *timer, Group *group)
{
    timer->cb = stored;
    timer_init(timer, tick, 0);
    timer_init_full(timer, group, tick_group, 0);
}
