// SPDX-License-Identifier: Apache-2.0
// Nothing lost: work that is registered starts on the vCPU's thread, with the BQL, with or without
// the call that the gateway cuts. Without a registration that is known, it would be lost.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu qemu_work_item.func %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct CPUState CPUState;
typedef void run_on_cpu_func(CPUState *cpu, void *data);
struct qemu_work_item {
    run_on_cpu_func *func;
    void *data;
};

static struct qemu_work_item item;

void async_run_on_cpu(CPUState *cpu, run_on_cpu_func *func, void *data)
{
    item.func = func;
    item.data = data;
}

static void *kvm_vcpu_thread_fn(void *opaque)
{
    qemu_mutex_lock_iothread_impl(__FILE__, __LINE__);
    item.func(opaque, item.data);
    qemu_mutex_unlock_iothread();
    return NULL;
}

static void queued(CPUState *cpu, void *data)
{
    aio_poll(qemu_get_aio_context(), true);
}

static void put_there(CPUState *cpu, void *data)
{
    aio_poll(qemu_get_aio_context(), true);
}
// WITH: note: queued polls {{.*}} on a vcpu thread with the BQL held
// WITH: note: queued polls {{.*}} on a vcpu-rr thread with the BQL held
// WITH: {{^}}2 findings{{$}}
// WITHOUT-DAG: note: queued polls {{.*}} on a vcpu thread with the BQL held
// WITHOUT-DAG: note: put_there polls {{.*}} on a vcpu thread with the BQL held

int main(void)
{
    QemuThread thread;

    qemu_thread_create(&thread, "vcpu", kvm_vcpu_thread_fn, NULL, 0);
    async_run_on_cpu(NULL, queued, NULL);
    item.func = put_there;
    return 0;
}
