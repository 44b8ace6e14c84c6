/* SPDX-License-Identifier: Apache-2.0 */
/* What a run indexes: the TUs of a compile database that its options choose. */
#ifndef QL_SOURCES_H
#define QL_SOURCES_H

#include "rooted_path.h"
#include "selection.h"

typedef struct QlSources {
    QlCompdb *compdb;
    QlPaths *paths;
    QlSelection *selection;
    GPtrArray *inputs; /* const QlTuInput*: the TUs, in compile database order */
    char *shard;       /* as table meta has it; "": all */
} QlSources;

/** Fills @sources, which must be zero; to be cleared on failure, too. Domain QL_INDEX_ERROR or
 * QL_COMPDB_ERROR. */
gboolean ql_sources_load(QlSources *sources, const QlIndexOptions *options, GError **error);
void ql_sources_clear(QlSources *sources);

#endif
