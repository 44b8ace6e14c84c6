// SPDX-License-Identifier: Apache-2.0
// Lost: on another thread than the main loop's and the vCPUs', a reset takes a lock that is held
// where it is started.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu QEMUResetEntry.func %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct Object Object;
typedef struct QEMUResetEntry {
    void (*func)(void *opaque);
} QEMUResetEntry;
typedef struct ResettablePhases {
    void (*enter)(Object *obj, int type);
    void (*hold)(Object *obj);
    void (*exit)(Object *obj);
} ResettablePhases;

static QemuMutex lock;

TAKES_LOCK(reset, void *opaque)
TAKES_LOCK(enter, Object *obj, int type)
TAKES_LOCK(hold, Object *obj)
TAKES_LOCK(leave, Object *obj)

static QEMUResetEntry entry = {reset};
static ResettablePhases phases = {enter, hold, leave};

void qemu_devices_reset(void)
{
    entry.func(NULL);
    phases.enter(NULL, 0);
    phases.hold(NULL);
    phases.exit(NULL);
}

static void in_the_main_loop(void)
{
    qemu_mutex_lock(&lock);
    qemu_devices_reset();
    qemu_mutex_unlock(&lock);
}

static void *kvm_vcpu_thread_fn(void *opaque)
{
    qemu_mutex_lock(&lock);
    qemu_devices_reset();
    qemu_mutex_unlock(&lock);
    return NULL;
}

static void *in_a_helper(void *opaque)
{
    qemu_mutex_lock(&lock);
    qemu_devices_reset();
    qemu_mutex_unlock(&lock);
    return NULL;
}
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and reset takes it again
// WITH-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and reset takes it again
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and enter takes it again
// WITH-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and enter takes it again
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and hold takes it again
// WITH-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and hold takes it again
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and leave takes it again
// WITH-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and leave takes it again
// WITH: {{^}}8 findings{{$}}
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and reset takes it again
// WITHOUT-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and reset takes it again
// WITHOUT-DAG: error: in_a_helper holds lock{{.*}}, and reset takes it again
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and enter takes it again
// WITHOUT-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and enter takes it again
// WITHOUT-DAG: error: in_a_helper holds lock{{.*}}, and enter takes it again
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and hold takes it again
// WITHOUT-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and hold takes it again
// WITHOUT-DAG: error: in_a_helper holds lock{{.*}}, and hold takes it again
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and leave takes it again
// WITHOUT-DAG: error: kvm_vcpu_thread_fn holds lock{{.*}}, and leave takes it again
// WITHOUT-DAG: error: in_a_helper holds lock{{.*}}, and leave takes it again

int main(void)
{
    QemuThread thread;

    qemu_thread_create(&thread, "vcpu", kvm_vcpu_thread_fn, NULL, 0);
    qemu_thread_create(&thread, "helper", in_a_helper, NULL, 0);
    in_the_main_loop();
    return 0;
}
