/* SPDX-License-Identifier: Apache-2.0 */
/* A program with one call of each kind that the query commands tell apart. */
#define coroutine_fn
struct Ops {
    void (*run)(void);
    void (*done)(void);
};
struct Job {
    void (*finish)(void);
};

void lock(void);
void unlock(void);
void *spawn(void *(*entry)(void *));
void later(void (*callback)(void));
void outside(void);

/* Two ways to the target: short through one of two functions, longer by direct calls. */
void target(void) { outside(); }
static void other(void) {}
struct Ops one = {.run = target};
struct Ops two = {.run = other};
void shortcut(struct Ops *ops) { ops->run(); }
void step_b(void) { target(); }
void step_a(void)
{
    step_b();
    step_b();
}
void begin(struct Ops *ops)
{
    step_a();
    shortcut(ops);
}

/* Recursion. */
void recurse_b(int n);
void recurse_a(int n) { recurse_b(n); }
void recurse_b(int n) { recurse_a(n); }

/* Marks: only leaf_co's has it on the prototype alone. */
void coroutine_fn leaf_co(void);
void leaf_co(void) {}
static void plain(void) { leaf_co(); }
void coroutine_fn middle_co(void) { plain(); }
void coroutine_fn outer_co(void) { middle_co(); }

/* Something that runs later, and a thread. */
static void callback(void) { target(); }
void registers(void) { later(callback); }
void *worker(void *opaque)
{
    lock();
    step_b();
    unlock();
    step_a();
    return opaque;
}
void starts(void) { spawn(worker); }

/* A gateway. */
static void finished(void) {}
struct Job job = {.finish = finished};
void finish(void) { job.finish(); }

/* A function that calls what it is passed. */
static void for_each(void (*visit)(void)) { visit(); }
static void visited(void) {}
void uses(void) { for_each(visited); }
void does_not(void) { for_each(other); }

/* Called by two, one of which calls the other. */
static void deepest(void) {}
static void twice_b(void) { deepest(); }
static void twice_a(void) { twice_b(); }
void twice(void)
{
    twice_a();
    twice_b();
}

/* Ends jobs on another thread. */
void *finisher(void *opaque)
{
    finish();
    return opaque;
}
