// SPDX-License-Identifier: Apache-2.0
// Lost: input handlers take a lock that the back end holds around them. They are roots, though:
// what they do wrong by themselves is found.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu CharBackend.chr_can_read %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct Chardev Chardev;
typedef int IOCanReadHandler(void *opaque);
typedef void IOReadHandler(void *opaque, const char *buf, int size);
typedef void IOEventHandler(void *opaque, int event);
typedef int BackendChangeHandler(void *opaque);
typedef struct CharBackend {
    IOEventHandler *chr_event;
    IOCanReadHandler *chr_can_read;
    IOReadHandler *chr_read;
    BackendChangeHandler *chr_be_change;
    void *opaque;
} CharBackend;

static QemuMutex lock, own;

void qemu_chr_fe_set_handlers(CharBackend *b, IOCanReadHandler *can_read, IOReadHandler *read,
                              IOEventHandler *event, BackendChangeHandler *be_change, void *opaque,
                              void *context, bool set_open)
{
    b->chr_can_read = can_read;
    b->chr_read = read;
    b->chr_event = event;
    b->chr_be_change = be_change;
    b->opaque = opaque;
}

static void back_end(CharBackend *be)
{
    qemu_mutex_lock(&lock);
    if (be->chr_can_read(be->opaque)) {
        be->chr_read(be->opaque, "", 0);
    }
    be->chr_event(be->opaque, 0);
    be->chr_be_change(be->opaque);
    qemu_mutex_unlock(&lock);
}

static int can_read(void *opaque)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
    return 1;
}

static int be_change(void *opaque)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
    return 0;
}

TAKES_LOCK(event, void *opaque, int event)

static void read(void *opaque, const char *buf, int size)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
    qemu_mutex_lock(&own);
    qemu_mutex_lock(&own);
    qemu_mutex_unlock(&own);
    qemu_mutex_unlock(&own);
}
// WITH: error: read holds own{{.*}}, and read takes it again
// WITHOUT-DAG: error: read holds own{{.*}}, and read takes it again
// WITHOUT-DAG: error: back_end holds lock{{.*}}, and can_read takes it again
// WITHOUT-DAG: error: back_end holds lock{{.*}}, and read takes it again
// WITHOUT-DAG: error: back_end holds lock{{.*}}, and event takes it again
// WITHOUT-DAG: error: back_end holds lock{{.*}}, and be_change takes it again

int main(void)
{
    static CharBackend chr;

    qemu_chr_fe_set_handlers(&chr, can_read, read, event, be_change, qemu_get_aio_context(), NULL,
                             true);
    back_end(&chr);
    return 0;
}
