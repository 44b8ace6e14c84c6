// SPDX-License-Identifier: Apache-2.0
// Nothing lost: an RCU callback that is registered starts on its thread, with the BQL, with or
// without the call that the gateway cuts. Without a registration that is known, it would be lost.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu rcu_head.func %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

struct rcu_head;
typedef void RCUCBFunc(struct rcu_head *head);
struct rcu_head {
    RCUCBFunc *func;
};

static struct rcu_head first;

void call_rcu1(struct rcu_head *head, RCUCBFunc *func)
{
    head->func = func;
}

static void *call_rcu_thread(void *opaque)
{
    qemu_mutex_lock_iothread_impl(__FILE__, __LINE__);
    first.func(&first);
    qemu_mutex_unlock_iothread();
    return NULL;
}

static void reclaims(struct rcu_head *head)
{
    aio_poll(qemu_get_aio_context(), true);
}

static void put_there(struct rcu_head *head)
{
    aio_poll(qemu_get_aio_context(), true);
}
// WITH: warning: reclaims polls {{.*}} on a call-rcu thread with the BQL held
// WITH: {{^}}1 finding{{$}}
// WITHOUT-DAG: warning: reclaims polls {{.*}} on a call-rcu thread with the BQL held
// WITHOUT-DAG: warning: put_there polls {{.*}} on a call-rcu thread with the BQL held

int main(void)
{
    QemuThread thread;

    qemu_thread_create(&thread, "call_rcu", call_rcu_thread, NULL, 0);
    call_rcu1(&first, reclaims);
    first.func = put_there;
    return 0;
}
