// SPDX-License-Identifier: Apache-2.0
// Lost: an interrupt controller takes a lock that is held by whoever raises the line. It is a root,
// though: what it does wrong by itself is found.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu IRQState.handler %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef void (*qemu_irq_handler)(void *opaque, int n, int level);
struct IRQState {
    qemu_irq_handler handler;
    void *opaque;
    int n;
};
typedef struct IRQState *qemu_irq;

static QemuMutex lock, own;
static struct IRQState line;

qemu_irq qemu_allocate_irq(qemu_irq_handler handler, void *opaque, int n)
{
    line.handler = handler;
    line.opaque = opaque;
    return &line;
}

void qemu_set_irq(qemu_irq irq, int level)
{
    irq->handler(irq->opaque, irq->n, level);
}

TAKES_LOCK(controller, void *opaque, int n, int level)
TAKES_OWN_LOCK_TWICE(mistaken, void *opaque, int n, int level)

static void raises(qemu_irq irq)
{
    qemu_mutex_lock(&lock);
    qemu_set_irq(irq, 1);
    qemu_mutex_unlock(&lock);
}
// WITH: error: mistaken holds own{{.*}}, and mistaken takes it again
// WITH: {{^}}1 finding{{$}}
// WITHOUT-DAG: error: mistaken holds own{{.*}}, and mistaken takes it again
// WITHOUT-DAG: error: raises holds lock{{.*}}, and controller takes it again

int main(void)
{
    raises(qemu_allocate_irq(controller, NULL, 0));
    raises(qemu_allocate_irq(mistaken, NULL, 1));
    return 0;
}
