// SPDX-License-Identifier: Apache-2.0
// Lost: what a channel does when it is closed, such as the flush at the end of savevm, and the
// locks that it takes under those of whoever closes it.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu QIOChannelClass.io_close %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/qemu.h"

typedef struct QIOChannel QIOChannel;
typedef struct QIOChannelClass {
    int (*io_close)(QIOChannel *ioc, void **errp);
} QIOChannelClass;

static QemuMutex lock;

static int qio_channel_block_close(QIOChannel *ioc, void **errp)
{
    qemu_mutex_lock(&lock);
    qemu_mutex_unlock(&lock);
    return 0;
}

static QIOChannelClass class = {qio_channel_block_close};

int qio_channel_close(QIOChannel *ioc, void **errp)
{
    return class.io_close(ioc, errp);
}

static void ends_savevm(QIOChannel *ioc)
{
    qemu_mutex_lock(&lock);
    qio_channel_close(ioc, NULL);
    qemu_mutex_unlock(&lock);
}
// WITH: {{^}}0 findings
// WITHOUT: error: ends_savevm holds lock{{.*}}, and qio_channel_block_close takes it again

int main(void)
{
    ends_savevm(NULL);
    return 0;
}
