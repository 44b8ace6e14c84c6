/* SPDX-License-Identifier: Apache-2.0 */
/* Joins finished indexes, shards of one or indexes of several programs of one build, into one. */
#ifndef QL_MERGE_H
#define QL_MERGE_H

#include "indexer.h"

typedef struct QlMergeOptions {
    const char *const *indexes; /* paths, NULL-terminated; at least one */
    const char *database;       /* replaced when the new index is whole */
    gboolean partial;           /* shards may be missing; the result then says which it has */
    const char *tool_version;   /* recorded in the result */
} QlMergeOptions;

/**
 * Merges as @options say and replaces the database. What is there of an interrupted run that wrote
 * the same database is thrown away. Indexes that do not fit together are QL_INDEX_ERROR_MERGE. On
 * any error (an interrupt by SIGINT, SIGTERM or SIGHUP included) returns FALSE with @error set, and
 * a database that was there stays untouched.
 *
 * Of @result summary, problems, size and seconds are set. Clear it with ql_index_result_clear().
 */
gboolean ql_merge_run(const QlMergeOptions *options, QlIndexResult *result, GError **error);

#endif
