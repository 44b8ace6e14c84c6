/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The indexer: drives the compile database and the front end over worker processes into the store.
 *
 * Workers parse, the caller's process alone writes. Results are committed in compile database
 * order, so the index is the same for any number of workers.
 */
#ifndef QL_INDEXER_H
#define QL_INDEXER_H

#include "store.h"
#include <glib.h>

/** How far the run is. @total TUs in all, @done of them parsed or given up. */
typedef struct QlIndexProgress {
    guint done;
    guint total;
    double seconds; /* since the run began */
} QlIndexProgress;

/** Called after each TU, and about once a second while nothing happens. */
typedef void (*QlIndexProgressFunc)(const QlIndexProgress *progress, gpointer user);

typedef struct QlIndexOptions {
    const char *build;       /* directory of compile_commands.json, or that file */
    const char *database;    /* replaced when the new index is whole */
    const char *source_root; /* NULL: as the compile database tells */
    guint jobs;              /* worker processes; 0: one per processor */
    guint time_limit;        /* seconds a TU may take; 0: no limit */
    guint memory_limit;      /* MiB a worker may gain before it is replaced; 0: no limit */
    gboolean all;            /* every TU, whatever links it */
    gboolean plain;          /* parse without precompiled prefixes */

    /* This run indexes the TUs of shard @shard of @shards, counted from 1. 0 of 0: all. */
    guint shard;
    guint shards;

    /* Glob for executables to index; NULL: those matching @default_executables, or every TU if
     * none does. */
    const char *executables;
    const char *default_executables;

    const char *const *tu_globs; /* only TUs whose source matches one; NULL: all (quick looks) */
    const char *tool_version;    /* recorded in the index */
    QlIndexProgressFunc progress;
    gpointer user;
} QlIndexOptions;

/** A TU that did not parse cleanly. */
typedef struct QlIndexProblem {
    char *source; /* as people see it */
    QlTuState state;
    char *message; /* the first error, or why there are no facts */
} QlIndexProblem;

/** What parsing one TU cost. */
typedef struct QlTuCost {
    char *source;       /* as people see it */
    double seconds;     /* wall clock, in the worker */
    guint64 memory;     /* KiB: the worker's peak so far */
    guint64 raised;     /* KiB by which this TU raised it */
    char *plain_reason; /* why it was parsed without a whole prefix; NULL: it was not */
    char *again_reason; /* why it will be parsed again though nothing changes; NULL: it will not */
} QlTuCost;

/** What the run came to. */
typedef struct QlIndexResult {
    QlStoreSummary summary;
    guint parsed;           /* TUs parsed by this run, failed ones included */
    guint reused;           /* TUs that were up to date */
    guint removed;          /* TUs of the old index that are no more */
    gboolean unchanged;     /* the database was up to date and was left alone */
    guint workers_replaced; /* by new ones: they crashed, took too long or had grown */
    GPtrArray *costs;       /* QlTuCost*, of the TUs parsed, in compile database order */
    GPtrArray *problems;    /* QlIndexProblem*, in compile database order */
    GPtrArray *executables; /* char*: those indexed; empty: not known which TU belongs to which */
    guint64 size;           /* of the database, in bytes */
    double seconds;
} QlIndexResult;

/**
 * Indexes as @options say and replaces the database. On any error (an interrupt by SIGINT, SIGTERM
 * or SIGHUP included) returns FALSE with @error set, and a database that was there stays untouched.
 * Forks: the calling process must have one thread. Domain QL_INDEX_ERROR, or that of the layer
 * below.
 */
gboolean ql_index_run(const QlIndexOptions *options, QlIndexResult *result, GError **error);

/** Frees what ql_index_run() put into @result. */
void ql_index_result_clear(QlIndexResult *result);

#define QL_INDEX_ERROR (ql_index_error_quark())
GQuark ql_index_error_quark(void);
enum {
    QL_INDEX_ERROR_IO,
    QL_INDEX_ERROR_BUSY,        /* another run writes this database */
    QL_INDEX_ERROR_INTERRUPTED, /* by a signal */
    QL_INDEX_ERROR_SELECTION,   /* nothing to index */
    QL_INDEX_ERROR_WORKER,      /* no worker could be started */
    QL_INDEX_ERROR_MERGE,       /* indexes that do not fit together */
};

#endif
