/* SPDX-License-Identifier: Apache-2.0 */
/* A small made-up program's API: mutexes, a read section, a big lock, threads and callbacks. */
#ifndef BALANCE_H
#define BALANCE_H

#define NULL ((void *)0)

typedef struct Mutex {
    int held;
} Mutex;

/* Not recursive; each object is a lock of its own. */
void mutex_lock(Mutex *m);
void mutex_unlock(Mutex *m);
int mutex_trylock(Mutex *m); /* 0: taken */

/* A read section; nests. */
void section_enter(void);
void section_leave(void);

/* The big lock. */
void big_lock(void);
void big_unlock(void);
_Bool big_locked(void);

void start_thread(const char *name, void *(*entry)(void *), void *opaque);

/* The callback runs later, on an I/O thread. */
void on_input(void (*handler)(void *opaque), void *opaque);

int failed(void);
void work(void);
void give_up(void) __attribute__((noreturn));

#endif
