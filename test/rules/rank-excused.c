// SPDX-License-Identifier: Apache-2.0
// What an exception excuses lends neither its holder's name nor its rank to what it does not: of two holders
// the one is named whose way is shown, and of two polls below one call the further one counts fully if the
// nearer is excused. Without the exception it counts less.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/waits.yaml -a %S/Inputs/excuse.yaml \
// RUN:   --rule big-poll-but --all --fail-on none --format json 2>/dev/null \
// RUN:   | %FileCheck %s --implicit-check-not=harmless --implicit-check-not="idle_poll polls"
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %S/Inputs/waits.yaml --rule big-poll --all \
// RUN:   --fail-on none --format json 2>/dev/null | %FileCheck %s --check-prefix=ALL
#include "Inputs/waits.h"

static void poll_once(void)
{
    loop_poll(main_loop(), 1);
}

/* Both poll below; the first does so at once. */
static void harmless(void)
{
    big_lock();
    poll_once();
    big_unlock();
}

static void careful(void)
{
    poll_once();
}

static void other(void)
{
    big_lock();
    careful();
    big_unlock();
}
// CHECK-DAG: "message":"poll_once polls (poll) on a migration thread with the big lock held since other"
// ALL-DAG: "message":"poll_once polls (poll) on a migration thread with the big lock held since harmless"

static void idle_poll(void)
{
    loop_poll(main_loop(), 1);
}

static void far_poll(void)
{
    loop_poll(main_loop(), 1);
}

static void further(void)
{
    far_poll();
}

static void stop_disks(void)
{
    idle_poll();
    further();
}

static void stop(void)
{
    big_lock();
    stop_disks();
    big_unlock();
}
// CHECK-DAG: "confidence":1.0,{{.*}}far_poll polls
// ALL-DAG: "confidence":1.0,{{.*}}idle_poll polls
// ALL-DAG: "confidence":0.7{{(,|0)}}{{.*}}far_poll polls

/* An exception may also leave the finding, less severe. */
static void known_poll(void)
{
    loop_poll(main_loop(), 1);
}

static void known(void)
{
    big_lock();
    known_poll();
    big_unlock();
}
// CHECK-DAG: "severity":"note",{{.*}}"message":"known_poll polls

void *migration_thread(void *opaque)
{
    harmless();
    other();
    stop();
    known();
    return 0;
}

int main(void)
{
    static Thread thread;
    thread_start(&thread, migration_thread, 0);
    return 0;
}
