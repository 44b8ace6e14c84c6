/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of library functions on two threads, with and without the lock; lists of both. */
struct Part {
    int mutex;
    void (*unset)(void); /* nothing is stored there */
};
void lock(void);
void unlock(void);
void part_lock(int *mutex);
void *spawn(void *(*entry)(void *));
void later(void *loop, void (*callback)(void));
void library_both(void);
void library_held(void);
void library_free(void);
void library_dead(void);

void plain(void)
{
    library_both();
}
static void only_work(void)
{
    library_free();
}

void *worker(void *opaque)
{
    lock();
    library_held();
    plain();
    unlock();
    library_free();
    only_work();
    return opaque;
}

void begin(struct Part *part)
{
    plain();
    part_lock(&part->mutex);
    spawn(worker);
}

void finish(struct Part *part)
{
    part->unset();
}

/* Nobody calls it. */
void unreached(void)
{
    library_dead();
}

/* Defined here, but its meaning is the annotation's; the lock is a parameter's. */
void part_lock(int *mutex)
{
    *mutex = 1;
}
void wraps(int *mutex)
{
    part_lock(mutex);
}
void *second(void *opaque)
{
    wraps(opaque);
    return opaque;
}
void starts(void)
{
    spawn(second);
}

/* What runs later: one on either thread, one on that whose loop is named. */
static void on_either(void)
{
}
static void on_main(void)
{
}
void registers(void *loop)
{
    later(loop, on_either);
    later(0, on_main);
}
