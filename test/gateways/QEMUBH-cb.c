// SPDX-License-Identifier: Apache-2.0
// Lost: a bottom half that a nested event loop runs takes a lock that the poll's caller holds.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu QEMUBH.cb %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef void QEMUBHFunc(void *opaque);
typedef struct QEMUBH {
    QEMUBHFunc *cb;
    void *opaque;
} QEMUBH;

static QemuMutex lock;
static QEMUBH bh;

QEMUBH *aio_bh_new_full(AioContext *ctx, QEMUBHFunc *cb, void *opaque, const char *name)
{
    bh.cb = cb;
    bh.opaque = opaque;
    return &bh;
}

bool aio_poll(AioContext *ctx, bool blocking)
{
    bh.cb(bh.opaque);
    return true;
}

static void bottom_half(void *opaque)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
}

static void poller(AioContext *ctx)
{
    qemu_mutex_lock(&lock);
    aio_poll(ctx, true);
    qemu_mutex_unlock(&lock);
}
// WITH: {{^}}0 findings
// WITHOUT: error: poller holds lock{{.*}}, and bottom_half takes it again

int main(void)
{
    aio_bh_new_full(qemu_get_aio_context(), bottom_half, NULL, "bh");
    poller(qemu_get_aio_context());
    return 0;
}
