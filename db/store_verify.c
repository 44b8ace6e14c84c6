/* SPDX-License-Identifier: Apache-2.0 */
#include "definition.h"
#include "store_private.h"
#include <string.h>

static gboolean check_pages(QlStore *store, GError **error)
{
    GError *problem = NULL;
    g_autoptr(sqlite3_stmt) stmt = ql_sql_prepare(store->sql, "PRAGMA quick_check(1)", error);
    if (!stmt) {
        return FALSE;
    }
    if (!ql_sql_step(store->sql, stmt, &problem) && problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (strcmp(ql_sql_text(stmt, 0), "ok") != 0) {
        ql_sql_set_damaged(store->sql, ql_sql_text(stmt, 0), error);
        return FALSE;
    }
    return TRUE;
}

static gboolean has_its_content(sqlite3_stmt *stmt)
{
    QlBlob content = ql_sql_blob(stmt, 0);
    QlBlob data = ql_sql_blob(stmt, 1);
    g_autoptr(GBytes) bytes = g_bytes_new_static(data.data, data.len);
    guint8 id[QL_ID_SIZE];
    ql_definition_id(bytes, id);
    return content.len == sizeof id && memcmp(content.data, id, sizeof id) == 0;
}

static gboolean check_definitions(QlStore *store, GError **error)
{
    GError *problem = NULL;
    g_autoptr(sqlite3_stmt) stmt =
        ql_sql_prepare(store->sql, "SELECT content, data FROM definition", error);
    if (!stmt) {
        return FALSE;
    }
    while (ql_sql_step(store->sql, stmt, &problem)) {
        if (!has_its_content(stmt)) {
            ql_sql_set_damaged(store->sql, "content of definition", error);
            return FALSE;
        }
    }
    if (problem) {
        g_propagate_error(error, problem);
    }
    return !problem;
}

gboolean ql_store_verify(QlStore *store, GError **error)
{
    return check_pages(store, error) && check_definitions(store, error);
}
