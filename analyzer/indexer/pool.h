/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worker pool: hands out tasks (TUs to parse, most of all) to whoever is free and delivers the
 * results in task order, whatever order they come in. A worker that dies or takes too long costs
 * the task it worked on and is replaced; so is one that has grown, after its task.
 */
#ifndef QL_POOL_H
#define QL_POOL_H

#include "interrupt.h"
#include "message.h"
#include "worker.h"

/** Takes the result of task @task; called for 0, 1, 2, … in turn. FALSE with @error ends the run.
 */
typedef gboolean (*QlPoolResultFunc)(guint task, const QlTuResult *result, gpointer user,
                                     GError **error);

/** Called after each result, and about once a second. @done counts results not yet delivered too.
 */
typedef void (*QlPoolTickFunc)(guint done, gpointer user);

typedef struct QlPoolOptions {
    QlWork work;
    guint jobs;
    guint time_limit;   /* seconds a task; 0: none */
    guint memory_limit; /* MiB a worker may gain before it is replaced; 0: no limit */
    const QlInterrupt *interrupt;
    QlPoolResultFunc result;
    QlPoolTickFunc tick;
    gpointer user;
    guint *replaced; /* grows by the number of workers started in place of others; may be NULL */
} QlPoolOptions;

/** Does every task of the work. No worker is left when it returns. */
gboolean ql_pool_run(const QlPoolOptions *options, GError **error);

#endif
