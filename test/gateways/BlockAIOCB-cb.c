// SPDX-License-Identifier: Apache-2.0
// Lost: a completion that the driver calls at once takes a lock that the driver holds.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu BlockAIOCB.cb %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef void BlockCompletionFunc(void *opaque, int ret);
typedef struct BlockAIOCB {
    BlockCompletionFunc *cb;
    void *opaque;
} BlockAIOCB;

static QemuMutex lock;
static BlockAIOCB acb;

void *qemu_aio_get(const void *info, BlockDriverState *bs, BlockCompletionFunc *cb, void *opaque)
{
    acb.cb = cb;
    acb.opaque = opaque;
    return &acb;
}

static BlockAIOCB *driver_preadv(BlockDriverState *bs, BlockCompletionFunc *cb, void *opaque)
{
    BlockAIOCB *request = qemu_aio_get(NULL, bs, cb, opaque);

    qemu_mutex_lock(&lock);
    request->cb(request->opaque, 0);
    qemu_mutex_unlock(&lock);
    return request;
}
// WITH: {{^}}0 findings
// WITHOUT: error: driver_preadv holds lock{{.*}}, and completed takes it again

static void completed(void *opaque, int ret)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
}

int main(void)
{
    driver_preadv(NULL, completed, NULL);
    return 0;
}
