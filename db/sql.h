/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite with GError: what the rest of this folder uses to run statements. Private to db/. */
#ifndef QL_SQL_H
#define QL_SQL_H

#include "store.h"
#include <sqlite3.h>

/** Bytes to bind or read as a blob. */
typedef struct QlBlob {
    const void *data;
    gsize len;
} QlBlob;

typedef struct QlSql QlSql;

/** The statements this folder runs again and again; each is prepared once. */
typedef enum QlStatement {
    QL_SQL_FIND_DEFINITION,
    QL_SQL_ADD_DEFINITION,
    QL_SQL_ADD_SYMBOL,
    QL_SQL_ADD_CALL,
    QL_SQL_ADD_STORE,
    QL_SQL_FIND_FILE,
    QL_SQL_ADD_FILE,
    QL_SQL_ADD_HASHED_FILE,
    QL_SQL_SET_FILE_HASH,
    QL_SQL_ADD_TU,
    QL_SQL_ADD_TU_FILE,
    QL_SQL_ADD_TU_DEFINITION,
    QL_SQL_ADD_EXECUTABLE,
    QL_SQL_FIND_EXECUTABLE,
    QL_SQL_ADD_LINK,
    QL_SQL_SET_OUTPUT,
    QL_SQL_FORGET_SEARCH,
    QL_SQL_REMOVE_TU,
    QL_SQL_REMOVE_TU_FILES,
    QL_SQL_REMOVE_TU_DEFINITIONS,
    QL_SQL_REMOVE_TU_LINKS,
    QL_SQL_SET_META,
    QL_SQL_REMOVE_META,
    QL_SQL_GET_META,
    QL_SQL_TU_DEFINITIONS,
    QL_SQL_TU_FILES,
    QL_SQL_GET_DEFINITION,
    QL_SQL_COUNT
} QlStatement;

/** Opens @uri (a path or a file: URI) with SQLite's @flags; messages speak of @path. */
QlSql *ql_sql_open(const char *path, const char *uri, int flags, GError **error);
void ql_sql_close(QlSql *sql);

sqlite3 *ql_sql_db(QlSql *sql);

/** The path as the user gave it, for messages. */
const char *ql_sql_path(const QlSql *sql);

/** Runs @text, any number of statements without results. */
gboolean ql_sql_exec(QlSql *sql, const char *text, GError **error);

/**
 * Prepares and binds @statement. @types has a letter a value: 'i' gint64, 's' text, 'b' QlBlob
 * (without data: SQL NULL, as a text that is NULL). Returns NULL with @error. Not to be finalised:
 * reset it when done.
 */
sqlite3_stmt *ql_sql_bind(QlSql *sql, QlStatement statement, GError **error, const char *types,
                          ...);

/** ql_sql_bind() and run, for statements without results. */
gboolean ql_sql_run(QlSql *sql, QlStatement statement, GError **error, const char *types, ...);

/**
 * Steps @stmt: TRUE if there is a row; FALSE at the end or with @error set. At the end the
 * statement is reset.
 */
gboolean ql_sql_step(QlSql *sql, sqlite3_stmt *stmt, GError **error);

/** Prepares @text for use beyond the fixed statements; the caller finalises it. */
sqlite3_stmt *ql_sql_prepare(QlSql *sql, const char *text, GError **error);

/** The number in the first row of query @text. */
gboolean ql_sql_read_number(QlSql *sql, const char *text, gint64 *value, GError **error);

/** Column @i as text, "" if NULL. */
const char *ql_sql_text(sqlite3_stmt *stmt, int i);

/** Column @i as a blob. */
QlBlob ql_sql_blob(sqlite3_stmt *stmt, int i);

/** Sets @error from SQLite's last one, with what to do about it. */
void ql_sql_set_error(QlSql *sql, GError **error);

/** Sets @error: @what is wrong inside the database, so it must be made again. */
void ql_sql_set_damaged(QlSql *sql, const char *what, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlSql, ql_sql_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3_stmt, sqlite3_finalize)

#endif
