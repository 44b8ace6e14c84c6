/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the store share. Private to db/. */
#ifndef QL_STORE_PRIVATE_H
#define QL_STORE_PRIVATE_H

#include "sql.h"

enum {
    QL_SCHEMA_VERSION = 1,
    QL_APPLICATION_ID = 0x514c4442, /* "QLDB", as in schema.sql */
};

struct QlStore {
    QlSql *sql;
    gboolean in_transaction;
    /* Writing only. */
    QlStrings *strings;
    GHashTable *definitions; /* content id (GBytes) -> row number */
    GHashTable *files;       /* path -> row number */
    /* Reading only: a definition's position in the order of contents, by row number. */
    GArray *positions; /* gint64, 0: no such row */
};

/** "clean", "errors" or "failed". */
const char *ql_tu_state_name(QlTuState state);

/** Value @key of table meta, or NULL, with @error set if that is for another reason than absence.
 */
char *ql_store_get_meta(QlStore *store, const char *key, GError **error);

/** Fills the tables for people with what @def, stored in row @row, says. */
gboolean ql_store_add_symbols(QlStore *store, gint64 row, const QlDefinition *def, GError **error);

/** Commits what ql_store_link() left open. */
gboolean ql_store_commit_links(QlStore *store, GError **error);

/** Sets @error: @what is wrong inside the database, so it must be made again. */
void ql_store_set_damaged(QlStore *store, const char *what, GError **error);

#endif
