/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shards: parts of one compile database that separate runs index and "merge" joins.
 *
 * An index that lacks shards says which it has in value QL_SHARD_META of table meta: "2/3", or, if
 * some were merged already, "1,3-5/7".
 */
#ifndef QL_SHARD_H
#define QL_SHARD_H

#include <glib.h>

#define QL_SHARD_META "shard"

enum { QL_MAX_SHARDS = 1000 };

/** Some shards of @n. */
typedef struct QlShards {
    guint n;                       /* in how many parts the whole was divided */
    guint8 has[QL_MAX_SHARDS + 1]; /* by shard, from 1: whether it is among them */
} QlShards;

/**
 * The shard, 1 to @shards, of the TU with these rooted paths (@output may be NULL). It depends on
 * nothing else, so that a new TU moves no other one.
 */
guint ql_shard_of(const char *source, const char *output, guint shards);

/** Reads "I/N", 1 <= I <= N <= QL_MAX_SHARDS. FALSE if @text is anything else. */
gboolean ql_shard_parse(const char *text, guint *shard, guint *shards);

/** Reads what ql_shards_format() wrote; FALSE if @text is anything else. */
gboolean ql_shards_parse(const char *text, QlShards *shards);

/** The shards as text, e.g. "1,3-5/7"; there must be one at least. Free with g_free(). */
char *ql_shards_format(const QlShards *shards);

/** Those of @shards->n that @shards lacks. */
QlShards ql_shards_missing(const QlShards *shards);

gboolean ql_shards_is_empty(const QlShards *shards);

#endif
