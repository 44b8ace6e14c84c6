/* SPDX-License-Identifier: Apache-2.0 */
/* A small made-up program's API: two locks, tests of them, and a way to register a callback. */
#ifndef MINI_H
#define MINI_H

typedef struct Context Context;
typedef void Done(void *opaque);

/* The context lock; recursive. */
void context_acquire(Context *ctx);
void context_release(Context *ctx);
int context_trylock(Context *ctx); /* 0: taken */

/* The big lock. */
void big_lock(void);
void big_unlock(void);
_Bool big_locked(void);

/* The callback runs later, on an I/O thread or in the main loop. */
void start_io(Done *done, void *opaque);

_Bool in_task(void);
void fail(void) __attribute__((noreturn));
#define require(x) ((x) ? (void)0 : fail())

/* What a device does to guest memory: takes the big lock unless it is held. */
static inline _Bool prepare_access(void)
{
    _Bool release = 0;
    if (!big_locked()) {
        big_lock();
        release = 1;
    }
    return release;
}

static inline void access_memory(void)
{
    _Bool release = 0;
    release |= prepare_access();
    if (release) {
        big_unlock();
    }
}

#endif
