// SPDX-License-Identifier: Apache-2.0
// Lost: on another thread than the main loop's, a constructor takes a lock that is held where an
// object is made.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu TypeImpl.class_init %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct Object Object;
typedef struct TypeImpl {
    void (*class_init)(void *klass, void *data);
    void (*class_base_init)(void *klass, void *data);
    void (*instance_init)(Object *obj);
    void (*instance_post_init)(Object *obj);
} TypeImpl;

static QemuMutex lock;

TAKES_LOCK(class_init, void *klass, void *data)
TAKES_LOCK(class_base_init, void *klass, void *data)
TAKES_LOCK(instance_init, Object *obj)
TAKES_LOCK(instance_post_init, Object *obj)

static TypeImpl type = {class_init, class_base_init, instance_init, instance_post_init};

Object *object_new(const char *name)
{
    type.class_base_init(NULL, NULL);
    type.class_init(NULL, NULL);
    type.instance_init(NULL);
    type.instance_post_init(NULL);
    return NULL;
}

static void in_the_main_loop(void)
{
    qemu_mutex_lock(&lock);
    object_new("device");
    qemu_mutex_unlock(&lock);
}

static void *in_a_helper(void *opaque)
{
    qemu_mutex_lock(&lock);
    object_new("device");
    qemu_mutex_unlock(&lock);
    return NULL;
}
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and class_init takes it again
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and class_base_init takes it again
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and instance_init takes it again
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and instance_post_init takes it again
// WITH: {{^}}4 findings{{$}}
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and class_init takes it again
// WITHOUT-DAG: error: in_a_helper holds lock{{.*}}, and class_init takes it again
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and class_base_init takes it again
// WITHOUT-DAG: error: in_a_helper holds lock{{.*}}, and class_base_init takes it again
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and instance_init takes it again
// WITHOUT-DAG: error: in_a_helper holds lock{{.*}}, and instance_init takes it again
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and instance_post_init takes it again
// WITHOUT-DAG: error: in_a_helper holds lock{{.*}}, and instance_post_init takes it again

int main(void)
{
    QemuThread thread;

    qemu_thread_create(&thread, "helper", in_a_helper, NULL, 0);
    in_the_main_loop();
    return 0;
}
