// SPDX-License-Identifier: Apache-2.0
// Lost: on the way to the process's end a lock is taken that the caller holds.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu cpu_abort %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct CPUState CPUState;
void abort(void) __attribute__((noreturn));

static QemuMutex lock;

static void dump_state(void)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
}

__attribute__((noreturn)) void cpu_abort(CPUState *cpu, const char *format)
{
    dump_state();
    abort();
}

__attribute__((noreturn)) void hw_error(const char *format)
{
    dump_state();
    abort();
}

static void vcpu(CPUState *cpu)
{
    qemu_mutex_lock(&lock);
    if (!cpu) {
        cpu_abort(cpu, "no CPU");
    }
    qemu_mutex_unlock(&lock);
}

static void device(int irq)
{
    qemu_mutex_lock(&lock);
    if (irq < 0) {
        hw_error("bad interrupt");
    }
    qemu_mutex_unlock(&lock);
}
// WITH: {{^}}0 findings
// WITHOUT-DAG: error: vcpu holds lock{{.*}}, and dump_state takes it again
// WITHOUT-DAG: error: device holds lock{{.*}}, and dump_state takes it again

int main(int argc, char **argv)
{
    vcpu((CPUState *)argv);
    device(argc);
    return 0;
}
