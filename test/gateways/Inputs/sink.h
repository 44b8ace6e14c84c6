/* SPDX-License-Identifier: Apache-2.0 */
/* A device tells something under its own lock. What is told goes through the monitor to a character
 * device; both look at the device under their own locks. */
#ifndef SINK_H
#define SINK_H

#include "qemu.h"

static QemuMutex monitor_lock, write_lock, device_lock;

/* Through the gateway. Each test has its own. */
static void tell(const char *text);

static void write_chardev(const char *text)
{
    qemu_mutex_lock(&write_lock);
    qemu_mutex_unlock(&write_lock);
}

static void write_monitor(const char *text)
{
    qemu_mutex_lock(&monitor_lock);
    write_chardev(text);
    qemu_mutex_unlock(&monitor_lock);
}

static void *device(void *opaque)
{
    qemu_mutex_lock(&device_lock);
    tell("broken");
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

int main(void)
{
    QemuThread thread;

    qemu_thread_create(&thread, "device", device, NULL, 0);
    info_device();
    chardev_input();
    return 0;
}

#endif
