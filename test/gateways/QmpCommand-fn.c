// SPDX-License-Identifier: Apache-2.0
// Lost: on the monitor's IOThread, a command takes a lock that is held where it is dispatched, or
// lacks the BQL. An out-of-band command that threads.yaml names is a root there: that it lacks the
// BQL is found all the same.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu QmpCommand.fn %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct QmpCommand {
    void (*fn)(void *args, void **ret);
} QmpCommand;
typedef struct HMPCommand {
    void (*cmd)(void *mon, const void *args);
} HMPCommand;

static QemuMutex lock;

TAKES_LOCK(qmp_command, void *args, void **ret)
TAKES_LOCK(hmp_command, void *mon, const void *args)

// requirements.yaml: these require the BQL.
void pause_all_vcpus(void)
{
}

void resume_all_vcpus(void)
{
}

void qmp_marshal_migrate_pause(void *args, void **ret)
{
    pause_all_vcpus();
}

void qmp_marshal_not_named(void *args, void **ret)
{
    resume_all_vcpus();
}
// WITH-DAG: warning: qmp_marshal_migrate_pause reaches pause_all_vcpus without what it requires: BQL held
// WITHOUT-DAG: warning: qmp_marshal_migrate_pause reaches pause_all_vcpus without what it requires: BQL held
// WITHOUT-DAG: warning: iothread_run reaches pause_all_vcpus without what it requires: BQL held
// WITHOUT-DAG: note: qmp_marshal_not_named() calls resume_all_vcpus()

static QmpCommand commands[] = {{qmp_command}, {qmp_marshal_migrate_pause}, {qmp_marshal_not_named}};
static HMPCommand hmp = {hmp_command};

static void dispatch(int i)
{
    commands[i].fn(NULL, NULL);
    hmp.cmd(NULL, NULL);
}

static void in_the_main_loop(void)
{
    qemu_mutex_lock(&lock);
    dispatch(0);
    qemu_mutex_unlock(&lock);
}

static void *iothread_run(void *opaque)
{
    qemu_mutex_lock(&lock);
    dispatch(0);
    qemu_mutex_unlock(&lock);
    return NULL;
}
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and qmp_command takes it again
// WITH-DAG: error: in_the_main_loop holds lock{{.*}}, and hmp_command takes it again
// WITH: {{^}}3 findings{{$}}
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and qmp_command takes it again
// WITHOUT-DAG: error: iothread_run holds lock{{.*}}, and qmp_command takes it again
// WITHOUT-DAG: error: in_the_main_loop holds lock{{.*}}, and hmp_command takes it again
// WITHOUT-DAG: error: iothread_run holds lock{{.*}}, and hmp_command takes it again

int main(void)
{
    QemuThread thread;

    qemu_thread_create(&thread, "mon_iothread", iothread_run, NULL, 0);
    qemu_mutex_lock_iothread_impl(__FILE__, __LINE__);
    in_the_main_loop();
    qemu_mutex_unlock_iothread();
    return 0;
}
