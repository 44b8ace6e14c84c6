/* SPDX-License-Identifier: Apache-2.0 */
/* A worker process: does the tasks it is told to, one at a time, each with the same front end. */
#ifndef QL_WORKER_H
#define QL_WORKER_H

#include "frontend.h"
#include <sys/types.h>

/**
 * Does task @task with @frontend. NULL with @error: it failed. In @plain_reason, which holds NULL,
 * it may return why it parsed without a prefix. Runs in a worker: nothing it leaves in memory gets
 * to the caller of the pool, and a crash costs this task only.
 */
typedef QlTuFacts *(*QlPerformFunc)(QlFrontend *frontend, gconstpointer shared, guint task,
                                    char **plain_reason, GError **error);

/** What every worker needs; copied into it by fork(). */
typedef struct QlWork {
    guint n; /* tasks, e.g. TUs to parse, numbered from 0 */
    QlPerformFunc perform;
    gconstpointer shared; /* for it */
    const QlPaths *paths; /* of the front end */
} QlWork;

/** A worker as its parent sees it. */
typedef struct QlWorker {
    pid_t pid;            /* 0: not running */
    int fd;               /* our end of the socket pair */
    gint64 task;          /* the task it works on, -1: idle */
    gint64 assigned;      /* monotonic time at which it was given that */
    gint64 deadline;      /* monotonic time at which it is given up; 0: none */
    guint64 memory;       /* KiB: the most that was ever resident in it, as far as is known */
    GByteArray *received; /* the answer, as far as it has come */
} QlWorker;

/** Forks a worker into @worker. */
gboolean ql_worker_start(QlWorker *worker, const QlWork *work, GError **error);

/** Tells @worker to do task @task, to be given up after @time_limit seconds (0: never). */
void ql_worker_assign(QlWorker *worker, guint task, guint time_limit);

/** What ql_worker_read() found. */
typedef enum QlWorkerNews { QL_WORKER_BUSY, QL_WORKER_ANSWER, QL_WORKER_GONE } QlWorkerNews;

/** Reads what has come, without waiting. On ANSWER, @message holds it and the worker is idle. */
QlWorkerNews ql_worker_read(QlWorker *worker, GBytes **message);

/** Kills and reaps @worker. Returns why it ended, e.g. "worker killed by signal 9", and in @memory
 * (unless NULL) the most that was ever resident in it, in KiB. */
char *ql_worker_stop(QlWorker *worker, guint64 *memory);

#endif
