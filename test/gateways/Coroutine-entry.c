// SPDX-License-Identifier: Apache-2.0
// Lost: a coroutine that is created here and entered elsewhere takes a lock that is held there.
// Where both are in one function, that is found.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu Coroutine.entry %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef void CoroutineEntry(void *opaque);
typedef struct Coroutine {
    CoroutineEntry *entry;
    void *entry_arg;
} Coroutine;

static QemuMutex lock;
static Coroutine only;
static Coroutine *kept;

Coroutine *qemu_coroutine_create(CoroutineEntry *entry, void *opaque)
{
    only.entry = entry;
    only.entry_arg = opaque;
    return &only;
}

void qemu_coroutine_enter(Coroutine *co)
{
    co->entry(co->entry_arg);
}

TAKES_LOCK(far_entry, void *opaque)
TAKES_LOCK(near_entry, void *opaque)

static void creates(void)
{
    kept = qemu_coroutine_create(far_entry, NULL);
}

static void enters(void)
{
    qemu_mutex_lock(&lock);
    qemu_coroutine_enter(kept);
    qemu_mutex_unlock(&lock);
}
// WITHOUT-DAG: error: enters holds lock{{.*}}, and far_entry takes it again

static void does_both(void)
{
    Coroutine *co = qemu_coroutine_create(near_entry, NULL);

    qemu_mutex_lock(&lock);
    qemu_coroutine_enter(co);
    qemu_mutex_unlock(&lock);
}
// WITH: error: does_both holds lock{{.*}}, and near_entry takes it again
// WITH: {{^}}1 finding{{$}}
// WITHOUT-DAG: error: does_both holds lock{{.*}}, and near_entry takes it again

int main(void)
{
    creates();
    enters();
    does_both();
    return 0;
}
