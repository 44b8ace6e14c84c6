/* SPDX-License-Identifier: Apache-2.0 */
/* A small made-up emulator: a big lock, contexts with event loops, coroutines, threads that wait. */
#ifndef WAITS_H
#define WAITS_H

typedef struct Loop Loop;
typedef void Handler(void *opaque);
typedef struct Thread { int id; } Thread;
typedef struct Sem { int count; } Sem;
typedef struct Cond { int id; } Cond;
typedef struct Mutex { int id; } Mutex;

/* The big lock. The main loop's handlers run with it, other threads take it. */
void big_lock(void);
void big_unlock(void);
_Bool big_locked(void);

/* A context's lock; recursive. */
void loop_acquire(Loop *loop);
void loop_release(Loop *loop);

/* The nested event loop, and what waits with it. */
Loop *main_loop(void);
_Bool at_home(Loop *loop);
_Bool loop_poll(Loop *loop, _Bool blocking);
void loop_schedule(Loop *loop, Handler *handler, void *opaque); /* run by nested polls, too */
void watch_fd(int fd, Handler *handler, void *opaque);          /* by the main loop only */

/* Coroutines. */
void coroutine_start(Handler *entry, void *opaque);
_Bool in_coroutine(void);

/* Threads. */
void thread_start(Thread *thread, void *(*entry)(void *), void *opaque);
void thread_join(Thread *thread);
void sem_post_(Sem *sem);
void sem_wait_(Sem *sem);
int sem_timedwait_(Sem *sem, int ms);
void cond_signal_(Cond *cond);
void cond_wait_(Cond *cond, Mutex *mutex);
void mutex_lock_(Mutex *mutex);
void mutex_unlock_(Mutex *mutex);
void readers_enter(void);
void readers_leave(void);
void wait_for_readers(void);

/* Polls while it is so. Whoever is not at home in the loop drops its lock meanwhile, once. */
#define POLL_WHILE(loop, condition)                                                                \
    do {                                                                                           \
        while (condition) {                                                                        \
            if (at_home(loop)) {                                                                   \
                loop_poll(loop, 1);                                                                \
            } else {                                                                               \
                loop_release(loop);                                                                \
                loop_poll(main_loop(), 1);                                                         \
                loop_acquire(loop);                                                                \
            }                                                                                      \
        }                                                                                          \
    } while (0)

#endif
