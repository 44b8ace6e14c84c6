/* SPDX-License-Identifier: Apache-2.0 */
#include "sql.h"
#include <stdarg.h>

struct QlSql {
    sqlite3 *db;
    char *path;
    sqlite3_stmt *statements[QL_SQL_COUNT];
};

static const char *const statement_texts[QL_SQL_COUNT] = {
    [QL_SQL_FIND_DEFINITION] = "SELECT id FROM definition WHERE content = ?",
    [QL_SQL_ADD_DEFINITION] = "INSERT INTO definition (content, data) VALUES (?, ?)",
    [QL_SQL_ADD_SYMBOL] = "INSERT INTO symbol VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [QL_SQL_ADD_CALL] = "INSERT INTO call VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [QL_SQL_ADD_STORE] = "INSERT INTO store VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [QL_SQL_FIND_FILE] = "SELECT id, hash FROM file WHERE path = ?",
    [QL_SQL_ADD_FILE] = "INSERT INTO file (path) VALUES (?)",
    [QL_SQL_ADD_HASHED_FILE] = "INSERT INTO file (path, hash) VALUES (?, ?)",
    [QL_SQL_SET_FILE_HASH] = "UPDATE file SET hash = ?1 WHERE path = ?2 AND hash IS NOT ?1",
    [QL_SQL_ADD_TU] = "INSERT INTO tu (source, output, flags_hash, search_hash, state, errors,"
                      " message) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [QL_SQL_ADD_TU_FILE] = "INSERT INTO tu_file VALUES (?, ?, ?)",
    [QL_SQL_ADD_TU_DEFINITION] = "INSERT INTO tu_definition VALUES (?, ?, ?)",
    [QL_SQL_ADD_EXECUTABLE] = "INSERT OR IGNORE INTO executable (name) VALUES (?)",
    [QL_SQL_FIND_EXECUTABLE] = "SELECT id FROM executable WHERE name = ?",
    [QL_SQL_ADD_LINK] = "INSERT INTO executable_tu VALUES (?, ?, ?)"
                        " ON CONFLICT DO UPDATE SET archive = min(archive, excluded.archive)",
    [QL_SQL_SET_OUTPUT] = "UPDATE tu SET output = ? WHERE id = ?",
    [QL_SQL_FORGET_SEARCH] = "UPDATE tu SET search_hash = '' WHERE id = ?",
    [QL_SQL_REMOVE_TU] = "DELETE FROM tu WHERE id = ?",
    [QL_SQL_REMOVE_TU_FILES] = "DELETE FROM tu_file WHERE tu = ?",
    [QL_SQL_REMOVE_TU_DEFINITIONS] = "DELETE FROM tu_definition WHERE tu = ?",
    [QL_SQL_REMOVE_TU_LINKS] = "DELETE FROM executable_tu WHERE tu = ?",
    [QL_SQL_SET_META] = "INSERT OR REPLACE INTO meta VALUES (?, ?)",
    [QL_SQL_REMOVE_META] = "DELETE FROM meta WHERE key = ?",
    [QL_SQL_GET_META] = "SELECT value FROM meta WHERE key = ?",
    [QL_SQL_TU_DEFINITIONS] = "SELECT first, last FROM tu_definition WHERE tu = ? ORDER BY first",
    [QL_SQL_TU_FILES] = "SELECT first, last FROM tu_file WHERE tu = ? ORDER BY first",
    [QL_SQL_GET_DEFINITION] = "SELECT content, data FROM definition WHERE id = ?",
};

G_DEFINE_QUARK(ql - store - error - quark, ql_store_error)

void ql_sql_set_damaged(QlSql *sql, const char *what, GError **error)
{
    g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_NOT_AN_INDEX,
                "%s: the index is damaged (%s); run: qlockdep index -p BUILD -o %s", sql->path,
                what, sql->path);
}

void ql_sql_set_error(QlSql *sql, GError **error)
{
    int code = sqlite3_errcode(sql->db) & 0xff;
    const char *text = sqlite3_errmsg(sql->db);
    if (code == SQLITE_NOTADB) {
        g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_NOT_AN_INDEX,
                    "%s: not a qlockdep index; run: qlockdep index -p BUILD -o %s", sql->path,
                    sql->path);
    } else if (code == SQLITE_CORRUPT) {
        ql_sql_set_damaged(sql, text, error);
    } else {
        g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_IO, "%s: %s", sql->path, text);
    }
}

QlSql *ql_sql_open(const char *path, const char *uri, int flags, GError **error)
{
    g_autoptr(QlSql) sql = g_new0(QlSql, 1);
    sql->path = g_strdup(path);
    if (sqlite3_open_v2(uri, &sql->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        ql_sql_set_error(sql, error);
        return NULL;
    }
    sqlite3_extended_result_codes(sql->db, 1);
    return g_steal_pointer(&sql);
}

void ql_sql_close(QlSql *sql)
{
    if (!sql) {
        return;
    }
    for (guint i = 0; i < QL_SQL_COUNT; i++) {
        sqlite3_finalize(sql->statements[i]);
    }
    sqlite3_close(sql->db);
    g_free(sql->path);
    g_free(sql);
}

sqlite3 *ql_sql_db(QlSql *sql)
{
    return sql->db;
}

const char *ql_sql_path(const QlSql *sql)
{
    return sql->path;
}

gboolean ql_sql_exec(QlSql *sql, const char *text, GError **error)
{
    if (sqlite3_exec(sql->db, text, NULL, NULL, NULL) != SQLITE_OK) {
        ql_sql_set_error(sql, error);
        return FALSE;
    }
    return TRUE;
}

sqlite3_stmt *ql_sql_prepare(QlSql *sql, const char *text, GError **error)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(sql->db, text, -1, &stmt, NULL) != SQLITE_OK) {
        ql_sql_set_error(sql, error);
    }
    return stmt;
}

static sqlite3_stmt *statement_get(QlSql *sql, QlStatement statement, GError **error)
{
    if (!sql->statements[statement]) {
        sql->statements[statement] = ql_sql_prepare(sql, statement_texts[statement], error);
    }
    return sql->statements[statement];
}

/* Values are not copied: they outlive the step that reads them. */
static void bind_values(sqlite3_stmt *stmt, const char *types, va_list values)
{
    for (int i = 1; types[i - 1]; i++) {
        if (types[i - 1] == 'i') {
            sqlite3_bind_int64(stmt, i, va_arg(values, gint64));
        } else if (types[i - 1] == 's') {
            sqlite3_bind_text(stmt, i, va_arg(values, const char *), -1, SQLITE_STATIC);
        } else {
            QlBlob blob = va_arg(values, QlBlob);
            sqlite3_bind_blob64(stmt, i, blob.data, blob.len, SQLITE_STATIC);
        }
    }
}

static sqlite3_stmt *bind(QlSql *sql, QlStatement statement, GError **error, const char *types,
                          va_list values)
{
    sqlite3_stmt *stmt = statement_get(sql, statement, error);
    if (stmt) {
        sqlite3_reset(stmt);
        bind_values(stmt, types, values);
    }
    return stmt;
}

sqlite3_stmt *ql_sql_bind(QlSql *sql, QlStatement statement, GError **error, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    sqlite3_stmt *stmt = bind(sql, statement, error, types, values);
    va_end(values);
    return stmt;
}

gboolean ql_sql_run(QlSql *sql, QlStatement statement, GError **error, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    sqlite3_stmt *stmt = bind(sql, statement, error, types, values);
    va_end(values);
    if (!stmt) {
        return FALSE;
    }
    gboolean good = sqlite3_step(stmt) == SQLITE_DONE;
    if (!good) {
        ql_sql_set_error(sql, error);
    }
    sqlite3_reset(stmt);
    return good;
}

gboolean ql_sql_step(QlSql *sql, sqlite3_stmt *stmt, GError **error)
{
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW) {
        return TRUE;
    }
    if (code != SQLITE_DONE) {
        ql_sql_set_error(sql, error);
    }
    sqlite3_reset(stmt);
    return FALSE;
}

gboolean ql_sql_read_number(QlSql *sql, const char *text, gint64 *value, GError **error)
{
    g_autoptr(sqlite3_stmt) stmt = ql_sql_prepare(sql, text, error);
    if (!stmt || !ql_sql_step(sql, stmt, error)) {
        return FALSE;
    }
    *value = sqlite3_column_int64(stmt, 0);
    return TRUE;
}

const char *ql_sql_text(sqlite3_stmt *stmt, int i)
{
    const char *text = (const char *)sqlite3_column_text(stmt, i);
    return text ? text : "";
}

QlBlob ql_sql_blob(sqlite3_stmt *stmt, int i)
{
    QlBlob blob = {.data = sqlite3_column_blob(stmt, i)};
    blob.len = (gsize)sqlite3_column_bytes(stmt, i);
    return blob;
}
