/* SPDX-License-Identifier: Apache-2.0 */
/* A small made-up program's locks and waits, beside those of mini.h. */
#ifndef LOCKS_H
#define LOCKS_H

#include "../../engine/Inputs/mini.h"

typedef struct Mutex Mutex;
struct Mutex {
    int n;
};
typedef struct Cond {
    int n;
} Cond;

void mutex_lock(Mutex *mutex);
void mutex_unlock(Mutex *mutex);
int mutex_trylock(Mutex *mutex); /* 0: taken */
void cond_wait(Cond *cond, Mutex *mutex);

void read_lock(void); /* nests */
void read_unlock(void);

void wait_readers(void);
void wait_event(void);
void yield(void);

#endif
