// SPDX-License-Identifier: Apache-2.0
// Lost: outside of vCPU threads, a device that is accessed by DMA takes a lock that the device
// which accesses it holds.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu MemoryRegionOps.read %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct MemoryRegionOps {
    unsigned long (*read)(void *opaque, unsigned long addr, unsigned size);
    void (*write)(void *opaque, unsigned long addr, unsigned long data, unsigned size);
    int (*read_with_attrs)(void *opaque, unsigned long addr, unsigned long *data);
    int (*write_with_attrs)(void *opaque, unsigned long addr, unsigned long data);
} MemoryRegionOps;

static QemuMutex lock;

static unsigned long read(void *opaque, unsigned long addr, unsigned size)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
    return 0;
}

TAKES_LOCK(write, void *opaque, unsigned long addr, unsigned long data, unsigned size)

static int read_with_attrs(void *opaque, unsigned long addr, unsigned long *data)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
    return 0;
}

static int write_with_attrs(void *opaque, unsigned long addr, unsigned long data)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
    return 0;
}

static const MemoryRegionOps ops = {read, write, read_with_attrs, write_with_attrs};

void address_space_rw(unsigned long addr)
{
    unsigned long data = ops.read(NULL, addr, 4);

    ops.write(NULL, addr, data, 4);
    ops.read_with_attrs(NULL, addr, &data);
    ops.write_with_attrs(NULL, addr, data);
}

static void dma_in_the_main_loop(void)
{
    qemu_mutex_lock(&lock);
    address_space_rw(0);
    qemu_mutex_unlock(&lock);
}

static void *kvm_vcpu_thread_fn(void *opaque)
{
    qemu_mutex_lock(&lock);
    address_space_rw(0);
    qemu_mutex_unlock(&lock);
    return NULL;
}
// WITH-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and read takes it again
// WITH-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and write takes it again
// WITH-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and read_with_attrs takes it again
// WITH-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and write_with_attrs takes it again
// WITH: {{^}}4 findings{{$}}
// WITHOUT-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and read takes it again
// WITHOUT-DAG: error: dma_in_the_main_loop holds lock{{.*}}, and read takes it again
// WITHOUT-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and write takes it again
// WITHOUT-DAG: error: dma_in_the_main_loop holds lock{{.*}}, and write takes it again
// WITHOUT-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and read_with_attrs takes it again
// WITHOUT-DAG: error: dma_in_the_main_loop holds lock{{.*}}, and read_with_attrs takes it again
// WITHOUT-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and write_with_attrs takes it again
// WITHOUT-DAG: error: dma_in_the_main_loop holds lock{{.*}}, and write_with_attrs takes it again

int main(void)
{
    QemuThread thread;

    qemu_thread_create(&thread, "vcpu", kvm_vcpu_thread_fn, NULL, 0);
    dma_in_the_main_loop();
    return 0;
}
