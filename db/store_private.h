/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the store share. Private to db/. */
#ifndef QL_STORE_PRIVATE_H
#define QL_STORE_PRIVATE_H

#include "sql.h"

enum {
    QL_SCHEMA_VERSION = 2,
    QL_APPLICATION_ID = 0x514c4442, /* "QLDB", as in schema.sql */
};

struct QlStore {
    QlSql *sql;
    gboolean in_transaction;
    /* Writing only. What is remembered here is in the database. */
    QlStrings *strings;
    GHashTable *definitions; /* content id (GBytes) -> row number */
    GHashTable *files;       /* path -> row number */
    GHashTable *origins;     /* path or TU -> the index it was merged from; NULL: nothing was */
    /* Reading only: the rows of definitions, ascending (gint64), and for each its position in the
     * order of contents (gint64). NULL: not read yet. */
    GArray *rows;
    GArray *positions;
};

/** "clean", "errors" or "failed". */
const char *ql_tu_state_name(QlTuState state);

/** The state of that name; QL_TU_FAILED for an unknown one. */
QlTuState ql_tu_state_from_name(const char *name);

/** Fills the tables for people with what @def, stored in row @row, says. */
gboolean ql_store_add_symbols(QlStore *store, gint64 row, const QlDefinition *def, GError **error);

/** Gives TU @tu the rows of @runs (QlRun) by @statement. */
gboolean ql_store_add_runs(QlStore *store, QlStatement statement, gint64 tu, const GArray *runs,
                           GError **error);

/** Begins a transaction unless one is open. Everything that writes begins with this. */
gboolean ql_store_begin(QlStore *store, GError **error);

/** Undoes what is open, and forgets the rows remembered, which may be gone. */
void ql_store_roll_back(QlStore *store);

/** Forgets the rows of definitions and files, because some were removed. */
void ql_store_forget_rows(QlStore *store);

/** Forgets the positions of definitions, because definitions came or went. */
void ql_store_forget_positions(QlStore *store);

/** Whether @file is a regular file; @path is its name for messages. */
gboolean ql_store_check_file(const char *path, const char *file, GError **error);

/** Whether @store is an index of this schema that @meta's versions made; @meta may be NULL. */
gboolean ql_store_check_versions(QlStore *store, const QlStoreMeta *meta, GError **error);

/** As ql_store_open(), for a finished index that may be one shard. */
QlStore *ql_store_open_shard(const char *path, const QlStoreMeta *meta, GError **error);

#endif
