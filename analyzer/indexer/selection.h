/* SPDX-License-Identifier: Apache-2.0 */
/* Which TUs of the compile database a run indexes, and which executables hold them. */
#ifndef QL_SELECTION_H
#define QL_SELECTION_H

#include "compdb.h"
#include "indexer.h"
#include "rooted_path.h"

typedef struct QlSelection {
    GArray *entries;        /* guint: indexes into QlCompdb.entries, ascending */
    GPtrArray *executables; /* const QlExecutable*, by name; owned by the compile database */
} QlSelection;

/**
 * Chooses as @options say. Error QL_INDEX_ERROR_SELECTION if nothing is left to index; a shard of
 * what is left may be empty.
 */
QlSelection *ql_selection_new(const QlCompdb *compdb, const QlPaths *paths,
                              const QlIndexOptions *options, GError **error);
void ql_selection_free(QlSelection *selection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlSelection, ql_selection_free)

#endif
