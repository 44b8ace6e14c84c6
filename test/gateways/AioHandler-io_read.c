// SPDX-License-Identifier: Apache-2.0
// Lost: handlers of a file descriptor that a nested event loop runs take a lock that the poll's
// caller holds.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu AioHandler.io_read %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef void IOHandler(void *opaque);
typedef bool AioPollFn(void *opaque);
typedef struct AioHandler {
    IOHandler *io_read;
    IOHandler *io_write;
    AioPollFn *io_poll;
    IOHandler *io_poll_ready;
    IOHandler *io_poll_begin;
    IOHandler *io_poll_end;
    void *opaque;
} AioHandler;

static QemuMutex lock;
static AioHandler node;

void aio_set_fd_handler(AioContext *ctx, int fd, bool is_external, IOHandler *io_read,
                        IOHandler *io_write, AioPollFn *io_poll, IOHandler *io_poll_ready,
                        void *opaque)
{
    node.io_read = io_read;
    node.io_write = io_write;
    node.io_poll = io_poll;
    node.io_poll_ready = io_poll_ready;
    node.opaque = opaque;
}

void aio_set_fd_poll(AioContext *ctx, int fd, IOHandler *io_poll_begin, IOHandler *io_poll_end)
{
    node.io_poll_begin = io_poll_begin;
    node.io_poll_end = io_poll_end;
}

bool aio_poll(AioContext *ctx, bool blocking)
{
    node.io_poll_begin(node.opaque);
    if (node.io_poll(node.opaque)) {
        node.io_poll_ready(node.opaque);
    }
    node.io_poll_end(node.opaque);
    node.io_read(node.opaque);
    node.io_write(node.opaque);
    return true;
}

TAKES_LOCK(on_read, void *opaque)
TAKES_LOCK(on_write, void *opaque)
TAKES_LOCK(on_ready, void *opaque)
TAKES_LOCK(on_begin, void *opaque)
TAKES_LOCK(on_end, void *opaque)

static bool on_poll(void *opaque)
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
// WITH: {{^}}0 findings
// WITHOUT-DAG: error: poller holds lock{{.*}}, and on_read takes it again
// WITHOUT-DAG: error: poller holds lock{{.*}}, and on_write takes it again
// WITHOUT-DAG: error: poller holds lock{{.*}}, and on_poll takes it again
// WITHOUT-DAG: error: poller holds lock{{.*}}, and on_ready takes it again
// WITHOUT-DAG: error: poller holds lock{{.*}}, and on_begin takes it again
// WITHOUT-DAG: error: poller holds lock{{.*}}, and on_end takes it again

int main(void)
{
    AioContext *ctx = qemu_get_aio_context();

    aio_set_fd_handler(ctx, 0, true, on_read, on_write, on_poll, on_ready, NULL);
    aio_set_fd_poll(ctx, 0, on_begin, on_end);
    poller(ctx);
    return 0;
}
