// SPDX-License-Identifier: Apache-2.0
// Lost: a request's completion that a nested event loop runs takes a lock that the poll's caller
// holds.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu CqeHandler.cb %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct CqeHandler CqeHandler;
struct CqeHandler {
    void (*cb)(CqeHandler *handler);
};
void aio_add_sqe(void (*prep)(void *sqe, void *opaque), void *opaque, CqeHandler *handler);

static QemuMutex lock;

static void completed(CqeHandler *handler)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
}
static CqeHandler request = {.cb = completed};

static void prepare(void *sqe, void *opaque)
{
}

bool aio_poll(AioContext *ctx, bool blocking)
{
    request.cb(&request);
    return true;
}

static void poller(AioContext *ctx)
{
    qemu_mutex_lock(&lock);
    aio_poll(ctx, true);
    qemu_mutex_unlock(&lock);
}
// WITH: {{^}}0 findings
// WITHOUT: error: poller holds lock{{.*}}, and completed takes it again

int main(void)
{
    aio_add_sqe(prepare, NULL, &request);
    poller(qemu_get_aio_context());
    return 0;
}
