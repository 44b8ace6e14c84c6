// SPDX-License-Identifier: Apache-2.0
// Lost: a handler to which a guest's notification leads takes a lock that is held on the way. It is
// a root, though: what it does wrong by itself is found.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu VirtQueue.handle_output %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct VirtIODevice VirtIODevice;
typedef struct VirtQueue VirtQueue;
typedef void VirtIOHandleOutput(VirtIODevice *vdev, VirtQueue *vq);
struct VirtQueue {
    VirtIOHandleOutput *handle_output;
};

static QemuMutex lock, own;
static VirtQueue queue;

VirtQueue *virtio_add_queue(VirtIODevice *vdev, int size, VirtIOHandleOutput *handle_output)
{
    queue.handle_output = handle_output;
    return &queue;
}

static void virtio_queue_notify(VirtIODevice *vdev, VirtQueue *vq)
{
    qemu_mutex_lock(&lock);
    vq->handle_output(vdev, vq);
    qemu_mutex_unlock(&lock);
}

static void handler(VirtIODevice *vdev, VirtQueue *vq)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
}
// WITHOUT-DAG: error: virtio_queue_notify holds lock{{.*}}, and handler takes it again

TAKES_OWN_LOCK_TWICE(mistaken, VirtIODevice *vdev, VirtQueue *vq)
// WITH: error: mistaken holds own{{.*}}, and mistaken takes it again
// WITHOUT-DAG: error: mistaken holds own{{.*}}, and mistaken takes it again

int main(void)
{
    virtio_add_queue(NULL, 1, handler);
    virtio_queue_notify(NULL, virtio_add_queue(NULL, 1, mistaken));
    return 0;
}
