// SPDX-License-Identifier: Apache-2.0
// Work of a pool runs on a worker with nothing held, its completion in a loop; neither does the other's.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
typedef int Work(void *opaque);
typedef void Done(void *opaque, int result);
void pool_submit(Work *work, void *arg, Done *done, void *opaque);

static int work(void *opaque) { return 0; }
// CHECK: schedule-thread-pool.c:[[@LINE-1]]: work [worker] callback pool_submit; holds nothing; registered at schedule-thread-pool.c:[[@LINE+9]] in start
static void done(void *opaque, int result) {}
// CHECK: schedule-thread-pool.c:[[@LINE-1]]: done [io] callback pool_submit; holds nothing; registered at schedule-thread-pool.c:[[@LINE+7]] in start
// CHECK: schedule-thread-pool.c:[[@LINE-2]]: done [main-loop] callback pool_submit; holds Big; registered at schedule-thread-pool.c:[[@LINE+6]] in start
static int alone(void *opaque) { return 0; }
// CHECK: schedule-thread-pool.c:[[@LINE-1]]: alone [worker] callback pool_submit; holds nothing; registered at schedule-thread-pool.c:[[@LINE+5]] in start

void start(void)
{
    pool_submit(work, 0, done, 0);
    pool_submit(alone, 0, 0, 0);
}
