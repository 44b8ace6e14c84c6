// SPDX-License-Identifier: Apache-2.0
// All handlers of a character device run in the main loop, unless it is given another context.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
typedef struct Device Device;
typedef struct Loop Loop;
typedef int CanRead(void *opaque);
typedef void Read(void *opaque, const char *text, int size);
typedef void Changed(void *opaque, int event);
void set_handlers(Device *device, CanRead *can_read, Read *read, Changed *event, void *opaque,
                  Loop *loop);

static int can_read(void *opaque) { return 1; }
// CHECK: schedule-chardev.c:[[@LINE-1]]: can_read [main-loop] callback set_handlers; holds Big; registered at schedule-chardev.c:[[@LINE+12]] in start
static void read_text(void *opaque, const char *text, int size) {}
// CHECK: schedule-chardev.c:[[@LINE-1]]: read_text [main-loop] callback set_handlers; holds Big; registered at schedule-chardev.c:[[@LINE+10]] in start
static void changed(void *opaque, int event) {}
// CHECK: schedule-chardev.c:[[@LINE-1]]: changed [main-loop] callback set_handlers; holds Big; registered at schedule-chardev.c:[[@LINE+8]] in start
static void read_there(void *opaque, const char *text, int size) {}
// CHECK: schedule-chardev.c:[[@LINE-1]]: read_there [io] callback set_handlers; holds nothing; registered at schedule-chardev.c:[[@LINE+7]] in start
// CHECK: schedule-chardev.c:[[@LINE-2]]: read_there [main-loop] callback set_handlers; holds Big; registered at schedule-chardev.c:[[@LINE+6]] in start
static void changed_unused(void *opaque, int event) {}

void start(Device *device, Loop *loop)
{
    set_handlers(device, can_read, read_text, changed, 0, 0);
    set_handlers(device, 0, read_there, 0, (void *)changed_unused, loop);
}
