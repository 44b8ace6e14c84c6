// SPDX-License-Identifier: Apache-2.0
// Both handlers of a file descriptor run in its loop; without a context that is the main one, the first
// of those annotated. A null handler is none, nor is what is handed over as the opaque.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
typedef struct Loop Loop;
typedef void Func(void *opaque);
void set_fd_handler(Loop *loop, int fd, Func *read, Func *write, void *opaque);

static void can_read(void *opaque) {}
// CHECK: schedule-fd-handler.c:[[@LINE-1]]: can_read [io] callback set_fd_handler; holds nothing; registered at schedule-fd-handler.c:[[@LINE+8]] in start
// CHECK: schedule-fd-handler.c:[[@LINE-2]]: can_read [main-loop] callback set_fd_handler; holds Big; registered at schedule-fd-handler.c:[[@LINE+7]] in start
static void can_write(void *opaque) {}
// CHECK: schedule-fd-handler.c:[[@LINE-1]]: can_write [main-loop] callback set_fd_handler; holds Big; registered at schedule-fd-handler.c:[[@LINE+6]] in start
static void handed_over(void *opaque) {}

void start(Loop *loop)
{
    set_fd_handler(loop, 3, can_read, 0, (void *)handed_over);
    set_fd_handler(0, 4, 0, can_write, 0);
}
