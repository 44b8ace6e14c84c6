/* SPDX-License-Identifier: Apache-2.0 */
/* Options and run of "index", shared with "scan". */
#ifndef QL_INDEX_ARGS_H
#define QL_INDEX_ARGS_H

#include <glib.h>
#include <stdio.h>

/** What the command line said; clear with ql_index_args_clear(). */
typedef struct QlIndexArgs {
    char *build;
    char *database;
    int jobs;
    int time_limit;
    char *executables;
    gboolean all;
    char **tus;
    char *source_root;
    gboolean quiet;
    gboolean verbose;
    gboolean plain;
    int memory_limit; /* MiB */
    char *shard;      /* "I/N" */
} QlIndexArgs;

/** Defaults. */
void ql_index_args_init(QlIndexArgs *args);
void ql_index_args_clear(QlIndexArgs *args);

/** The options of "index", to be freed with g_free(); they write to @args. */
GOptionEntry *ql_index_args_entries(QlIndexArgs *args);

/** Indexes; the final line goes to @out. Returns a QlExit. */
int ql_index_args_run(const QlIndexArgs *args, FILE *out);

#endif
