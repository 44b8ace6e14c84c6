// SPDX-License-Identifier: Apache-2.0
// Lost: a handler that a nested event loop runs takes a lock that the poll's caller holds. It is a
// root, though: what it does wrong by itself is found.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu VirtQueue.handle_aio_output %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct VirtIODevice VirtIODevice;
typedef struct VirtQueue VirtQueue;
typedef bool VirtIOHandleAIOOutput(VirtIODevice *vdev, VirtQueue *vq);
struct VirtQueue {
    VirtIOHandleAIOOutput *handle_aio_output;
};

static QemuMutex lock, own;
static VirtQueue queue;

void virtio_queue_aio_set_host_notifier_handler(VirtQueue *vq, AioContext *ctx,
                                                VirtIOHandleAIOOutput *handle_output)
{
    vq->handle_aio_output = handle_output;
}

bool aio_poll(AioContext *ctx, bool blocking)
{
    return queue.handle_aio_output(NULL, &queue);
}

static bool handler(VirtIODevice *vdev, VirtQueue *vq)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
    return true;
}

static void poller(AioContext *ctx)
{
    qemu_mutex_lock(&lock);
    aio_poll(ctx, true);
    qemu_mutex_unlock(&lock);
}
// WITHOUT-DAG: error: poller holds lock{{.*}}, and handler takes it again

static bool mistaken(VirtIODevice *vdev, VirtQueue *vq)
{
    qemu_mutex_lock(&own);
    qemu_mutex_lock(&own);
    qemu_mutex_unlock(&own);
    qemu_mutex_unlock(&own);
    return true;
}
// WITH: error: mistaken holds own{{.*}}, and mistaken takes it again
// WITHOUT-DAG: error: mistaken holds own{{.*}}, and mistaken takes it again

void realize(AioContext *ctx)
{
    virtio_queue_aio_set_host_notifier_handler(&queue, ctx, handler);
    virtio_queue_aio_set_host_notifier_handler(&queue, ctx, mistaken);
}

int main(void)
{
    poller(qemu_get_aio_context());
    return 0;
}
