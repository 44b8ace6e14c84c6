// SPDX-License-Identifier: Apache-2.0
// Functions that belong together: one takes locks before a fork, the other drops them in the parent and makes
// them new in the child, where nobody else can drop them. The twin's child neither drops nor renews one, and
// nobody calls it in pairs.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml -a %S/Inputs/renew.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

static Mutex list, plugins, other;
void mutex_init(Mutex *m);
int fork(void);

static void plugins_before(void)
{
    mutex_lock(&plugins);
}

static void plugins_after(_Bool is_child)
{
    if (is_child) {
        mutex_init(&plugins);
    } else {
        mutex_unlock(&plugins);
    }
}

static void good_start(void)
{
    mutex_lock(&list);
    plugins_before();
}

static void good_end(int child)
{
    plugins_after(child);
    if (child) {
        mutex_init(&list);
    } else {
        mutex_unlock(&list);
    }
}

int good_fork(void)
{
    good_start();
    int pid = fork();
    if (pid == 0) {
        good_end(1);
    } else {
        good_end(0);
    }
    return pid;
}

// CHECK: error: bad_fork keeps other@{{.*}} [missing-unlock]
int bad_fork(void)
{
    mutex_lock(&other);
    int pid = fork();
    if (pid == 0) {
        return 0;
    }
    mutex_unlock(&other);
    return pid;
}

void start(void)
{
    good_fork();
    bad_fork();
}
