// SPDX-License-Identifier: Apache-2.0
// Lost: a trace point takes a lock of the trace back end's that its caller holds.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu 'trace_*' %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

static QemuMutex lock;

void trace_flush(void)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
}

void _nocheck__trace_flush(void)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
}

static void flusher(void)
{
    qemu_mutex_lock(&lock);
    trace_flush();
    _nocheck__trace_flush();
    qemu_mutex_unlock(&lock);
}
// WITH: {{^}}0 findings
// WITHOUT-DAG: error: flusher holds lock{{.*}}, and trace_flush takes it again
// WITHOUT-DAG: error: flusher holds lock{{.*}}, and _nocheck__trace_flush takes it again

int main(void)
{
    flusher();
    return 0;
}
