/* SPDX-License-Identifier: Apache-2.0 */
/* The user's own SQL: one statement that only reads. */
#include "store_private.h"
#include <string.h>

static gboolean is_harmless_pragma(const char *name)
{
    static const char *const harmless[] = {"table_info", "table_xinfo", "table_list", NULL};
    return name && g_strv_contains(harmless, name);
}

static int authorize(void *user, int action, const char *first, const char *second,
                     const char *database, const char *trigger)
{
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    case SQLITE_FUNCTION:
        return g_ascii_strcasecmp(second, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_PRAGMA: return is_harmless_pragma(first) ? SQLITE_OK : SQLITE_DENY;
    default: return SQLITE_DENY;
    }
}

static void set_query_error(GError **error, const char *text)
{
    g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_QUERY, "SQL: %s", text);
}

static gboolean is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n;")] == '\0';
}

static sqlite3_stmt *prepare_query(QlStore *store, const char *text, GError **error)
{
    sqlite3 *db = ql_sql_db(store->sql);
    sqlite3_stmt *stmt = NULL;
    const char *rest = "";
    int code = sqlite3_prepare_v2(db, text, -1, &stmt, &rest);
    g_autoptr(sqlite3_stmt) owned = stmt;
    if (code == SQLITE_AUTH || (stmt && !sqlite3_stmt_readonly(stmt))) {
        set_query_error(error, "the index is read-only: use SELECT, WITH or EXPLAIN");
    } else if (code != SQLITE_OK) {
        set_query_error(error, sqlite3_errmsg(db));
    } else if (!stmt) {
        set_query_error(error, "no statement given");
    } else if (!is_blank(rest)) {
        set_query_error(error, "more than one statement given");
    } else {
        return g_steal_pointer(&owned);
    }
    return NULL;
}

static char *to_hex(QlBlob blob)
{
    const guint8 *bytes = blob.data;
    GString *out = g_string_sized_new(blob.len * 2);
    for (gsize i = 0; i < blob.len; i++) {
        g_string_append_printf(out, "%02x", bytes[i]);
    }
    return g_string_free(out, FALSE);
}

static char *column_value(sqlite3_stmt *stmt, int i)
{
    switch (sqlite3_column_type(stmt, i)) {
    case SQLITE_NULL: return NULL;
    case SQLITE_BLOB: return to_hex(ql_sql_blob(stmt, i));
    default: return g_strdup(ql_sql_text(stmt, i));
    }
}

static gboolean visit_row(sqlite3_stmt *stmt, const char *const *names, QlRowFunc func,
                          gpointer user)
{
    int n = sqlite3_column_count(stmt);
    g_autofree char **values = g_new0(char *, (gsize)n + 1);
    for (int i = 0; i < n; i++) {
        values[i] = column_value(stmt, i);
    }
    gboolean more = func(n, names, (const char *const *)values, user);
    for (int i = 0; i < n; i++) {
        g_free(values[i]);
    }
    return more;
}

static gboolean visit_rows(QlStore *store, sqlite3_stmt *stmt, QlRowFunc func, gpointer user,
                           GError **error)
{
    int n = sqlite3_column_count(stmt);
    int code;
    g_autofree const char **names = g_new0(const char *, (gsize)n + 1);
    for (int i = 0; i < n; i++) {
        names[i] = sqlite3_column_name(stmt, i);
    }
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        if (!visit_row(stmt, names, func, user)) {
            return TRUE;
        }
    }
    if (code != SQLITE_DONE) {
        set_query_error(error, sqlite3_errmsg(ql_sql_db(store->sql)));
    }
    return code == SQLITE_DONE;
}

gboolean ql_store_query(QlStore *store, const char *sql, QlRowFunc func, gpointer user,
                        GError **error)
{
    sqlite3_set_authorizer(ql_sql_db(store->sql), authorize, NULL);
    g_autoptr(sqlite3_stmt) stmt = prepare_query(store, sql, error);
    gboolean good = stmt && visit_rows(store, stmt, func, user, error);
    sqlite3_set_authorizer(ql_sql_db(store->sql), NULL, NULL);
    return good;
}
