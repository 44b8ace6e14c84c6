/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worker pool: hands out TUs to whoever is free and delivers the results in TU order, whatever
 * order they come in. A worker that dies or takes too long costs the TU it worked on and is
 * replaced.
 */
#ifndef QL_POOL_H
#define QL_POOL_H

#include "interrupt.h"
#include "message.h"
#include "worker.h"

/** Takes the result of TU @tu; called for 0, 1, 2, … in turn. FALSE with @error ends the run. */
typedef gboolean (*QlPoolResultFunc)(guint tu, const QlTuResult *result, gpointer user,
                                     GError **error);

/** Called after each result, and about once a second. @done counts results not yet delivered too.
 */
typedef void (*QlPoolTickFunc)(guint done, gpointer user);

typedef struct QlPoolOptions {
    QlWork work;
    guint jobs;
    guint time_limit; /* seconds a TU; 0: none */
    const QlInterrupt *interrupt;
    QlPoolResultFunc result;
    QlPoolTickFunc tick;
    gpointer user;
} QlPoolOptions;

/** Runs every TU of the work. No worker is left when it returns. */
gboolean ql_pool_run(const QlPoolOptions *options, GError **error);

#endif
