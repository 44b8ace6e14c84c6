/* SPDX-License-Identifier: Apache-2.0 */
/* What the fixtures need of QEMU's API. Each one defines the few functions that it is about. */
#ifndef QEMU_H
#define QEMU_H

typedef _Bool bool;
#define true 1
#define NULL ((void *)0)

typedef struct QemuMutex {
    int n;
} QemuMutex;
void qemu_mutex_lock(QemuMutex *mutex);
void qemu_mutex_unlock(QemuMutex *mutex);

void qemu_mutex_lock_iothread_impl(const char *file, int line);
void qemu_mutex_unlock_iothread(void);

typedef struct QemuThread {
    int n;
} QemuThread;
void qemu_thread_create(QemuThread *thread, const char *name, void *(*start)(void *), void *arg,
                        int mode);

typedef struct AioContext AioContext;
AioContext *qemu_get_aio_context(void);
bool aio_poll(AioContext *ctx, bool blocking);

void aio_context_acquire(AioContext *ctx);
void aio_context_release(AioContext *ctx);

typedef struct BlockDriverState BlockDriverState;

/* Defines a static function with these parameters that takes the fixture's lock. */
#define TAKES_LOCK(name, ...)                                                                      \
    static void name(__VA_ARGS__)                                                                  \
    {                                                                                              \
        qemu_mutex_lock(&lock);                                                                    \
        qemu_mutex_unlock(&lock);                                                                  \
    }

/* One that makes a mistake of its own, for which it needs no caller. */
#define TAKES_OWN_LOCK_TWICE(name, ...)                                                            \
    static void name(__VA_ARGS__)                                                                  \
    {                                                                                              \
        qemu_mutex_lock(&own);                                                                     \
        qemu_mutex_lock(&own);                                                                     \
        qemu_mutex_unlock(&own);                                                                   \
        qemu_mutex_unlock(&own);                                                                   \
    }

#endif
