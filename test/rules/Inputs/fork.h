/* SPDX-License-Identifier: Apache-2.0 */
/* A small made-up program's API: processes, threads, a mutex and memory. */
#ifndef FORK_H
#define FORK_H

typedef struct Thread {
    unsigned long id;
} Thread;
typedef struct Mutex {
    int word;
} Mutex;

int fork(void);
int execv(const char *path, char *const args[]);
void _exit(int status) __attribute__((noreturn));
void exit(int status) __attribute__((noreturn));
int on_fork(void (*prepare)(void), void (*parent)(void), void (*child)(void));

void start_thread(Thread *thread, void *(*entry)(void *), void *opaque);
void join_thread(Thread *thread);
void run_later(void (*callback)(void *), void *opaque);
void make_task(void (*entry)(void *), void *opaque);

void mutex_init(Mutex *mutex);
void mutex_lock(Mutex *mutex);
void mutex_unlock(Mutex *mutex);
void big_lock(void);
void big_unlock(void);

void *get_memory(unsigned long size);
void free_memory(void *memory);
void work(void);

#endif
