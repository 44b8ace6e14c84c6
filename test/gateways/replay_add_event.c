// SPDX-License-Identifier: Apache-2.0
// Lost: an event that is not queued, since nothing is recorded or replayed, takes a lock of the
// thread that adds it.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu replay_add_event %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

static QemuMutex lock;

void qemu_input_event_send_impl(void *event)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
}

void replay_add_event(int kind, void *opaque, void *opaque2, unsigned long id)
{
    qemu_input_event_send_impl(opaque);
}

static void input(void)
{
    qemu_mutex_lock(&lock);
    replay_add_event(0, NULL, NULL, 0);
    qemu_mutex_unlock(&lock);
}
// WITH: {{^}}0 findings
// WITHOUT: error: input holds lock{{.*}}, and qemu_input_event_send_impl takes it again

int main(void)
{
    input();
    return 0;
}
