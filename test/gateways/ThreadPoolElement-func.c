// SPDX-License-Identifier: Apache-2.0
// Nothing lost: work that is registered starts on a worker with or without the call that the
// gateway cuts. Without a registration that is known, it would be lost.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu ThreadPoolElement.func %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef int ThreadPoolFunc(void *opaque);
typedef struct ThreadPool ThreadPool;
typedef struct ThreadPoolElement {
    ThreadPoolFunc *func;
    void *arg;
} ThreadPoolElement;

static ThreadPoolElement request;

void *thread_pool_submit_aio(ThreadPool *pool, ThreadPoolFunc *func, void *arg,
                             void (*cb)(void *opaque, int ret), void *opaque)
{
    request.func = func;
    request.arg = arg;
    return &request;
}

static void *worker_thread(void *opaque)
{
    request.func(request.arg);
    return NULL;
}

static int submitted(void *opaque)
{
    return aio_poll(opaque, true);
}

static int put_there(void *opaque)
{
    return aio_poll(opaque, true);
}

static void done(void *opaque, int ret)
{
}
// WITH: error: submitted polls {{.*}} in a worker thread
// WITH: {{^}}1 finding{{$}}
// WITHOUT-DAG: error: submitted polls {{.*}} in a worker thread
// WITHOUT-DAG: error: put_there polls {{.*}} in a worker thread

int main(void)
{
    QemuThread thread;

    qemu_thread_create(&thread, "worker", worker_thread, NULL, 0);
    thread_pool_submit_aio(NULL, submitted, qemu_get_aio_context(), done, NULL);
    request.func = put_there;
    return 0;
}
