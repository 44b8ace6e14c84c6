/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an index that is there already says about its inputs: the base of a run, which takes over
 * what is up to date.
 */
#ifndef QL_BASE_H
#define QL_BASE_H

#include "store.h"

/** A file some TU of the base read. */
typedef struct QlBaseFile {
    char *path;                /* rooted */
    guint8 hash[QL_HASH_SIZE]; /* of what was parsed */
    gboolean known;            /* hash is */
} QlBaseFile;

/** A TU of the base. */
typedef struct QlBaseTu {
    gint64 row; /* in the store */
    char *source;
    char *output; /* NULL: none */
    char *flags_hash;
    char *search_hash; /* NULL: not known */
    QlTuState state;
    char *message;
    const guint *files; /* indexes into the base's files */
    guint n_files;
} QlBaseTu;

typedef struct QlBase {
    GPtrArray *files; /* QlBaseFile* */
    GPtrArray *tus;   /* QlBaseTu*, by source and output */
    QlStoreSummary summary;
    char *started; /* values of table meta; "" if absent */
    char *links;
    char *shard;
} QlBase;

/** Keys of table meta that the indexer uses. */
#define QL_META_STARTED "started" /* ql_file_clock() when an unfinished run began, ql_session() */
#define QL_META_LINKS "links"     /* digest of executables and what they link */

/** Reads the index at @path, in any state, with @verify all of it. Errors as ql_store_open(). */
QlBase *ql_base_read(const char *path, const QlStoreMeta *meta, gboolean verify, GError **error);
void ql_base_free(QlBase *base);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlBase, ql_base_free)

#endif
