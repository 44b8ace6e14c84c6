// SPDX-License-Identifier: Apache-2.0
// Seeds 001 and 002 in miniature. A migration thread stops the machine with the big lock; on the way a
// drain polls. The finding is at the outermost wait, its witness goes on to the poll; and other witnesses
// go on with what the poll runs: the end of a job, which by way of its driver's hook drains, too. A
// handler that only the main loop runs is none of them, nor is one that does not block.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml --rule big-poll --format json \
// RUN:   | %FileCheck %s --implicit-check-not=tick --implicit-check-not=readable
#include "Inputs/waits.h"

typedef struct Node {
    int in_flight;
    Loop *loop;
} Node;

typedef struct Driver {
    void (*abort_job)(Node *node);
    void (*clean)(Node *node);
} Driver;

typedef struct Job {
    const Driver *driver;
    Node *node;
} Job;

typedef struct Bus {
    void (*stop)(Node *node);
} Bus;

/* Inside of a drain. */
static void do_drain_begin(Node *node)
{
    while (node->in_flight) {
        loop_poll(main_loop(), 1);
    }
}

void drain_begin(Node *node)
{
    do_drain_begin(node);
}

/* The end of a job: runs in the main loop, or where it is polled. */
static void mirror_abort(Node *node)
{
    drain_begin(node);
}

static void stream_clean(Node *node)
{
    node->in_flight = 0;
}

static const Driver mirror = {.abort_job = mirror_abort, .clean = stream_clean};

static void job_abort(Job *job)
{
    job->driver->abort_job(job->node);
}

static void job_exit(void *opaque)
{
    Job *job = opaque;
    job_abort(job);
    job->driver->clean(job->node);
}

static void tick(void *opaque)
{
    ((Node *)opaque)->in_flight--;
}

static void readable(void *opaque)
{
    drain_begin(opaque);
}

static void job_run(Job *job)
{
    job->driver = &mirror;
    loop_schedule(main_loop(), job_exit, job);
    loop_schedule(main_loop(), tick, job->node);
    watch_fd(0, readable, job->node);
}

/* The machine stops. */
static void disk_stop(Node *node)
{
    drain_begin(node);
}

static const Bus bus = {.stop = disk_stop};

static void stop_machine(Node *node)
{
    const Bus *b = &bus;
    b->stop(node);
}

void *migration_thread(void *opaque)
{
    big_lock();
    stop_machine(opaque);
    big_unlock();
    return 0;
}

int main(void)
{
    static Job job;
    static Thread thread;
    big_lock();
    job_run(&job);
    thread_start(&thread, migration_thread, job.node);
    return 0;
}
// CHECK: "rule":"big-poll","severity":"error",{{.*}}"message":"disk_stop polls (drain) on a migration thread with the big lock held since migration_thread"
// CHECK-SAME: "witnesses":[{"thread":"migration",
// CHECK-SAME: "function":"migration_thread",{{[^}]*}}"kind":"acquire","callee":"big_lock"
// CHECK-SAME: "function":"stop_machine",{{[^}]*}}"kind":"indirect","callee":"disk_stop"
// CHECK-SAME: "function":"disk_stop",{{[^}]*}}"kind":"violation","callee":"drain_begin"
// CHECK-SAME: "function":"drain_begin",{{[^}]*}}"kind":"call","callee":"do_drain_begin"
// CHECK-SAME: "function":"do_drain_begin",{{[^}]*}}"kind":"wait","callee":"loop_poll",{{[^}]*}}"held":["Big"]}]},{"thread":"migration",
// CHECK-SAME: "function":"do_drain_begin",{{[^}]*}}"kind":"nested","callee":"job_exit","via":"callback loop_schedule in job_run at {{[^"]*}}nested-poll.c:{{[0-9]+}}","held":["Big"]}
// CHECK-SAME: "function":"job_exit",{{[^}]*}}"kind":"call","callee":"job_abort"
// CHECK-SAME: "function":"job_abort",{{[^}]*}}"kind":"indirect","callee":"mirror_abort"
// CHECK-SAME: "function":"mirror_abort",{{[^}]*}}"kind":"wait","callee":"drain_begin",{{[^}]*}}"held":["Big"]}]}]}
