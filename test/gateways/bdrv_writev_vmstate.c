// SPDX-License-Identifier: Apache-2.0
// Lost: on another thread than the main loop's, the block layer takes a lock that is held where a
// snapshot's channel is used.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu bdrv_writev_vmstate %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

static QemuMutex lock;

int bdrv_writev_vmstate(BlockDriverState *bs, void *qiov, long pos)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
    return 0;
}

int bdrv_readv_vmstate(BlockDriverState *bs, void *qiov, long pos)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
    return 0;
}

static void use_channel(void)
{
    bdrv_writev_vmstate(NULL, NULL, 0);
    bdrv_readv_vmstate(NULL, NULL, 0);
}

static void in_the_main_loop(void)
{
    qemu_mutex_lock(&lock);
    use_channel();
    qemu_mutex_unlock(&lock);
}

static void *migration_thread(void *opaque)
{
    qemu_mutex_lock(&lock);
    use_channel();
    qemu_mutex_unlock(&lock);
    return NULL;
}
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and bdrv_writev_vmstate takes it again
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and bdrv_readv_vmstate takes it again
// WITH: {{^}}2 findings{{$}}
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and bdrv_writev_vmstate takes it again
// WITHOUT-DAG: error: migration_thread holds lock{{.*}}, and bdrv_writev_vmstate takes it again
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and bdrv_readv_vmstate takes it again
// WITHOUT-DAG: error: migration_thread holds lock{{.*}}, and bdrv_readv_vmstate takes it again

int main(void)
{
    QemuThread thread;

    qemu_thread_create(&thread, "migration", migration_thread, NULL, 0);
    in_the_main_loop();
    return 0;
}
