/* SPDX-License-Identifier: Apache-2.0 */
/* A worker process: parses the TUs it is told to, one at a time, each with the same front end. */
#ifndef QL_WORKER_H
#define QL_WORKER_H

#include "rooted_path.h"
#include "tu.h"
#include <sys/types.h>

/** What every worker needs; copied into it by fork(). */
typedef struct QlWork {
    const GPtrArray *inputs; /* const QlTuInput* */
    const QlPaths *paths;
} QlWork;

/** A worker as its parent sees it. */
typedef struct QlWorker {
    pid_t pid;            /* 0: not running */
    int fd;               /* our end of the socket pair */
    gint64 tu;            /* index of the TU it works on, -1: idle */
    gint64 deadline;      /* monotonic time at which it is given up; 0: none */
    GByteArray *received; /* the answer, as far as it has come */
} QlWorker;

/** Forks a worker into @worker. */
gboolean ql_worker_start(QlWorker *worker, const QlWork *work, GError **error);

/** Tells @worker to parse TU @tu, giving up after @time_limit seconds (0: never). */
void ql_worker_assign(QlWorker *worker, guint tu, guint time_limit);

/** What ql_worker_read() found. */
typedef enum QlWorkerNews { QL_WORKER_BUSY, QL_WORKER_ANSWER, QL_WORKER_GONE } QlWorkerNews;

/** Reads what has come, without waiting. On ANSWER, @message holds it and the worker is idle. */
QlWorkerNews ql_worker_read(QlWorker *worker, GBytes **message);

/** Kills and reaps @worker. Returns why it ended, e.g. "worker killed by signal 9". */
char *ql_worker_stop(QlWorker *worker);

#endif
