// SPDX-License-Identifier: Apache-2.0
// Lost: on another thread than the main loop's, a property's accessor takes a lock that is held
// where the property is used by name.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu ObjectProperty.get %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct Object Object;
typedef void ObjectPropertyAccessor(Object *obj, void *v, const char *name, void *opaque);
typedef struct ObjectProperty {
    ObjectPropertyAccessor *get;
    ObjectPropertyAccessor *set;
    Object *(*resolve)(Object *obj, void *opaque, const char *part);
    void (*release)(Object *obj, const char *name, void *opaque);
} ObjectProperty;

static QemuMutex lock;

TAKES_LOCK(get, Object *obj, void *v, const char *name, void *opaque)
TAKES_LOCK(set, Object *obj, void *v, const char *name, void *opaque)
TAKES_LOCK(release, Object *obj, const char *name, void *opaque)

static Object *resolve(Object *obj, void *opaque, const char *part)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
    return obj;
}

static ObjectProperty property = {get, set, resolve, release};

void object_property_use(Object *obj, const char *name)
{
    property.resolve(obj, NULL, name);
    property.get(obj, NULL, name, NULL);
    property.set(obj, NULL, name, NULL);
    property.release(obj, name, NULL);
}

static void in_the_main_loop(void)
{
    qemu_mutex_lock(&lock);
    object_property_use(NULL, "size");
    qemu_mutex_unlock(&lock);
}

static void *in_a_helper(void *opaque)
{
    qemu_mutex_lock(&lock);
    object_property_use(NULL, "size");
    qemu_mutex_unlock(&lock);
    return NULL;
}
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and get takes it again
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and set takes it again
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and resolve takes it again
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and release takes it again
// WITH: {{^}}4 findings{{$}}
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and get takes it again
// WITHOUT-DAG: error: in_a_helper holds lock{{.*}}, and get takes it again
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and set takes it again
// WITHOUT-DAG: error: in_a_helper holds lock{{.*}}, and set takes it again
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and resolve takes it again
// WITHOUT-DAG: error: in_a_helper holds lock{{.*}}, and resolve takes it again
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and release takes it again
// WITHOUT-DAG: error: in_a_helper holds lock{{.*}}, and release takes it again

int main(void)
{
    QemuThread thread;

    qemu_thread_create(&thread, "helper", in_a_helper, NULL, 0);
    in_the_main_loop();
    return 0;
}
