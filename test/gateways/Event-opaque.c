// SPDX-License-Identifier: Apache-2.0
// Lost: a one-shot bottom half that waits for a checkpoint takes a lock of whoever comes to it. It
// is a root, though: what it does wrong by itself is found.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu Event.opaque %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef void QEMUBHFunc(void *opaque);
typedef struct Event {
    void *opaque;
    void *opaque2;
} Event;

static QemuMutex lock, own;
static Event event;

void replay_bh_schedule_oneshot_event(AioContext *ctx, QEMUBHFunc *cb, void *opaque)
{
    event.opaque = (void *)cb;
    event.opaque2 = opaque;
}

bool replay_checkpoint(int checkpoint)
{
    ((QEMUBHFunc *)event.opaque)(event.opaque2);
    return true;
}

static void bottom_half(void *opaque)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
}

TAKES_OWN_LOCK_TWICE(mistaken, void *opaque)

static void reaches_checkpoint(void)
{
    qemu_mutex_lock(&lock);
    replay_checkpoint(0);
    qemu_mutex_unlock(&lock);
}
// WITH: error: mistaken holds own{{.*}}, and mistaken takes it again
// WITH: {{^}}1 finding{{$}}
// WITHOUT-DAG: error: mistaken holds own{{.*}}, and mistaken takes it again
// WITHOUT-DAG: error: reaches_checkpoint holds lock{{.*}}, and bottom_half takes it again

int main(void)
{
    replay_bh_schedule_oneshot_event(qemu_get_aio_context(), bottom_half, NULL);
    replay_bh_schedule_oneshot_event(qemu_get_aio_context(), mistaken, NULL);
    reaches_checkpoint();
    return 0;
}
