// SPDX-License-Identifier: Apache-2.0
// Lost: on another thread than the main loop's and that of RCU callbacks, a finaliser takes a lock
// that is held where the last reference is dropped.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu TypeImpl.instance_finalize %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct Object Object;
typedef struct TypeImpl {
    void (*instance_finalize)(Object *obj);
} TypeImpl;

static QemuMutex lock;

TAKES_LOCK(instance_finalize, Object *obj)

static TypeImpl type = {instance_finalize};

void object_unref(void *obj)
{
    type.instance_finalize(obj);
}

static void in_the_main_loop(void)
{
    qemu_mutex_lock(&lock);
    object_unref(NULL);
    qemu_mutex_unlock(&lock);
}

static void *call_rcu_thread(void *opaque)
{
    qemu_mutex_lock(&lock);
    object_unref(NULL);
    qemu_mutex_unlock(&lock);
    return NULL;
}

static void *in_a_helper(void *opaque)
{
    qemu_mutex_lock(&lock);
    object_unref(NULL);
    qemu_mutex_unlock(&lock);
    return NULL;
}
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and instance_finalize takes it again
// WITH-DAG: error: call_rcu_thread holds lock{{.*}}, and instance_finalize takes it again
// WITH: {{^}}2 findings{{$}}
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and instance_finalize takes it again
// WITHOUT-DAG: error: call_rcu_thread holds lock{{.*}}, and instance_finalize takes it again
// WITHOUT-DAG: error: in_a_helper holds lock{{.*}}, and instance_finalize takes it again

int main(void)
{
    QemuThread thread;

    qemu_thread_create(&thread, "call_rcu", call_rcu_thread, NULL, 0);
    qemu_thread_create(&thread, "helper", in_a_helper, NULL, 0);
    in_the_main_loop();
    return 0;
}
