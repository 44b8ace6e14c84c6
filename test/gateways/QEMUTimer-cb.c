// SPDX-License-Identifier: Apache-2.0
// Lost: a timer that a nested event loop runs takes a lock that the poll's caller holds.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu QEMUTimer.cb %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef void QEMUTimerCB(void *opaque);
typedef struct QEMUTimerListGroup QEMUTimerListGroup;
typedef struct QEMUTimer {
    QEMUTimerCB *cb;
    void *opaque;
} QEMUTimer;

static QemuMutex lock;
static QEMUTimer timer;

QEMUTimer *timer_new_full(QEMUTimerListGroup *group, int type, int scale, int attributes,
                          QEMUTimerCB *cb, void *opaque)
{
    timer.cb = cb;
    timer.opaque = opaque;
    return &timer;
}

bool aio_poll(AioContext *ctx, bool blocking)
{
    timer.cb(timer.opaque);
    return true;
}

static void expired(void *opaque)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
}

static void poller(AioContext *ctx)
{
    qemu_mutex_lock(&lock);
    aio_poll(ctx, true);
    qemu_mutex_unlock(&lock);
}
// WITH: {{^}}0 findings
// WITHOUT: error: poller holds lock{{.*}}, and expired takes it again

int main(void)
{
    timer_new_full(NULL, 0, 1, 0, expired, NULL);
    poller(qemu_get_aio_context());
    return 0;
}
