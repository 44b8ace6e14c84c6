// SPDX-License-Identifier: Apache-2.0
// Lost: a task that its creator completes at once takes a lock that the creator holds. What a task
// does in its own thread is found.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu QIOTask.func %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct QIOTask QIOTask;
typedef void QIOTaskFunc(QIOTask *task, void *opaque);
typedef struct QIOTaskThreadData {
    QIOTaskFunc *worker;
    void *opaque;
} QIOTaskThreadData;
struct QIOTask {
    QIOTaskFunc *func;
    void *opaque;
    QIOTaskThreadData thread;
};

static QemuMutex lock;
static QIOTask only;

QIOTask *qio_task_new(void *source, QIOTaskFunc *func, void *opaque, void (*destroy)(void *opaque))
{
    only.func = func;
    only.opaque = opaque;
    return &only;
}

static void *qio_task_thread_worker(void *opaque)
{
    QIOTask *task = opaque;

    task->thread.worker(task, task->thread.opaque);
    return NULL;
}

void qio_task_run_in_thread(QIOTask *task, QIOTaskFunc *worker, void *opaque,
                            void (*destroy)(void *opaque), void *context)
{
    QemuThread thread;

    task->thread.worker = worker;
    task->thread.opaque = opaque;
    qemu_thread_create(&thread, "io-task-worker", qio_task_thread_worker, task, 0);
}

void qio_task_complete(QIOTask *task)
{
    task->func(task, task->opaque);
}

static void completed(QIOTask *task, void *opaque)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
}

static void worker(QIOTask *task, void *opaque)
{
    aio_poll(opaque, true);
}
// WITH: error: worker polls {{.*}} in a io-task-worker thread
// WITH: {{^}}1 finding{{$}}
// WITHOUT-DAG: error: worker polls {{.*}} in a io-task-worker thread

static void creator(void)
{
    QIOTask *task = qio_task_new(NULL, completed, NULL, NULL);

    qemu_mutex_lock(&lock);
    qio_task_complete(task);
    qemu_mutex_unlock(&lock);
}
// WITHOUT-DAG: error: creator holds lock{{.*}}, and completed takes it again

int main(void)
{
    creator();
    qio_task_run_in_thread(qio_task_new(NULL, completed, NULL, NULL), worker,
                           qemu_get_aio_context(), NULL, NULL);
    return 0;
}
