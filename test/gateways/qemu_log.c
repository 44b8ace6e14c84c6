// SPDX-License-Identifier: Apache-2.0
// Lost: a message takes the log's own lock, which its caller holds.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu 'qemu_log*' %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

static QemuMutex lock;

void qemu_log(const char *format)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
}

static void rotates(void)
{
    qemu_mutex_lock(&lock);
    qemu_log("rotated");
    qemu_mutex_unlock(&lock);
}
// WITH: {{^}}0 findings
// WITHOUT: error: rotates holds lock{{.*}}, and qemu_log takes it again

int main(void)
{
    rotates();
    return 0;
}
