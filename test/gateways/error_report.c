// SPDX-License-Identifier: Apache-2.0
// Lost: a message takes the locks of the monitor and of its character device under a lock of the
// caller's, which others take after them.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu error_report %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

static QemuMutex monitor_lock, write_lock, device_lock;

static void write_chardev(const char *text)
{
    qemu_mutex_lock(&write_lock);
    qemu_mutex_unlock(&write_lock);
}

void error_report(const char *text)
{
    qemu_mutex_lock(&monitor_lock);
    write_chardev(text);
    qemu_mutex_unlock(&monitor_lock);
}

static void *device(void *opaque)
{
    qemu_mutex_lock(&device_lock);
    error_report("broken");
    qemu_mutex_unlock(&device_lock);
    return NULL;
}

static void info_device(void)
{
    qemu_mutex_lock(&monitor_lock);
    qemu_mutex_lock(&device_lock);
    qemu_mutex_unlock(&device_lock);
    qemu_mutex_unlock(&monitor_lock);
}

static void chardev_input(void)
{
    qemu_mutex_lock(&write_lock);
    qemu_mutex_lock(&device_lock);
    qemu_mutex_unlock(&device_lock);
    qemu_mutex_unlock(&write_lock);
}
// WITH: {{^}}0 findings
// WITHOUT-DAG: error: {{.*}}monitor_lock{{.*}} two threads that do both wait for each other
// WITHOUT-DAG: error: {{.*}}write_lock{{.*}} two threads that do both wait for each other

int main(void)
{
    QemuThread thread;

    qemu_thread_create(&thread, "device", device, NULL, 0);
    info_device();
    chardev_input();
    return 0;
}
