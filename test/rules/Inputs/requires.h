/* SPDX-License-Identifier: Apache-2.0 */
/* A small made-up program's API: a big lock, a read section that nests, a lock of jobs. */
#ifndef REQUIRES_H
#define REQUIRES_H

typedef void Done(void *opaque);

void big_lock(void);
void big_unlock(void);
_Bool big_locked(void);

void read_lock(void);
void read_unlock(void);

void job_lock(void);
void job_unlock(void);

/* The callback runs later: in the main loop, which holds the big lock; on a worker without locks; or
 * on either. */
void on_main(Done *done, void *opaque);
void on_worker(Done *done, void *opaque);
void on_either(Done *done, void *opaque);

_Bool in_task(void);
void fail(const char *text) __attribute__((noreturn));
#define require(x) ((x) ? (void)0 : fail(#x))

void work(void);
int flag(void);

#endif
