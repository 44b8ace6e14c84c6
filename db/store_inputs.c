/* SPDX-License-Identifier: Apache-2.0 */
/* What the TUs were made from: files with their contents, TUs with the files they read. */
#include "rows.h"
#include "store_private.h"

static const guint8 *hash_column(sqlite3_stmt *stmt, int i)
{
    QlBlob hash = ql_sql_blob(stmt, i);
    return hash.len == QL_HASH_SIZE ? hash.data : NULL;
}

gboolean ql_store_each_file(QlStore *store, QlFileFunc func, gpointer user, GError **error)
{
    GError *problem = NULL;
    g_autoptr(sqlite3_stmt) stmt =
        ql_sql_prepare(store->sql, "SELECT id, path, hash FROM file ORDER BY path", error);
    if (!stmt) {
        return FALSE;
    }
    while (ql_sql_step(store->sql, stmt, &problem)) {
        QlStoredFile file = {.row = sqlite3_column_int64(stmt, 0), .path = ql_sql_text(stmt, 1)};
        file.hash = hash_column(stmt, 2);
        if (!func(&file, user)) {
            break;
        }
    }
    if (problem) {
        g_propagate_error(error, problem);
    }
    return !problem;
}

static const char *text_or_null(sqlite3_stmt *stmt, int i)
{
    const char *text = ql_sql_text(stmt, i);
    return *text ? text : NULL;
}

static void append_run(GArray *rows, QlRun run)
{
    guint at = rows->len;
    g_array_set_size(rows, at + (guint)(run.last - run.first + 1));
    for (gint64 row = run.first; row <= run.last; row++) {
        g_array_index(rows, gint64, at++) = row;
    }
}

/* The rows of the files TU @tu read. @known are those of all files. */
static gboolean read_files(QlStore *store, gint64 tu, const GArray *known, GArray *files,
                           GError **error)
{
    g_autoptr(GArray) runs = ql_rows_read_runs(store->sql, QL_SQL_TU_FILES, tu, known, error);
    if (!runs) {
        return FALSE;
    }
    g_array_set_size(files, 0);
    for (guint i = 0; i < runs->len; i++) {
        append_run(files, g_array_index(runs, QlRun, i));
    }
    return TRUE;
}

static const char inputs[] =
    "SELECT id, source, output, flags_hash, search_hash, state, message FROM tu"
    " ORDER BY source, output, flags_hash, id";

static void read_input(sqlite3_stmt *stmt, QlStoredInput *input)
{
    input->tu = sqlite3_column_int64(stmt, 0);
    input->record.source = ql_sql_text(stmt, 1);
    input->record.output = text_or_null(stmt, 2);
    input->record.flags_hash = ql_sql_text(stmt, 3);
    input->record.search_hash = text_or_null(stmt, 4);
    input->record.state = ql_tu_state_from_name(ql_sql_text(stmt, 5));
    input->record.message = (const char *)sqlite3_column_text(stmt, 6);
}

gboolean ql_store_each_input(QlStore *store, QlInputFunc func, gpointer user, GError **error)
{
    GError *problem = NULL;
    g_autoptr(GArray) known = ql_rows_read(store->sql, "SELECT id FROM file", error);
    g_autoptr(sqlite3_stmt) stmt = known ? ql_sql_prepare(store->sql, inputs, error) : NULL;
    if (!stmt) {
        return FALSE;
    }
    g_autoptr(GArray) files = g_array_new(FALSE, FALSE, sizeof(gint64));
    while (ql_sql_step(store->sql, stmt, &problem)) {
        if (!read_files(store, sqlite3_column_int64(stmt, 0), known, files, error)) {
            return FALSE;
        }
        QlStoredInput input = {.n_files = files->len};
        read_input(stmt, &input);
        input.files = (const gint64 *)(void *)files->data;
        if (!func(&input, user)) {
            break;
        }
    }
    if (problem) {
        g_propagate_error(error, problem);
    }
    return !problem;
}

static const char links[] = "SELECT e.name, t.source, t.output, t.flags_hash, l.archive"
                            " FROM executable_tu AS l JOIN executable AS e ON e.id = l.executable"
                            " JOIN tu AS t ON t.id = l.tu";

gboolean ql_store_each_link(QlStore *store, QlLinkFunc func, gpointer user, GError **error)
{
    GError *problem = NULL;
    g_autoptr(sqlite3_stmt) stmt = ql_sql_prepare(store->sql, links, error);
    if (!stmt) {
        return FALSE;
    }
    while (ql_sql_step(store->sql, stmt, &problem)) {
        QlStoredLink link = {.executable = ql_sql_text(stmt, 0), .source = ql_sql_text(stmt, 1)};
        link.output = text_or_null(stmt, 2);
        link.flags_hash = ql_sql_text(stmt, 3);
        link.archive = sqlite3_column_int64(stmt, 4) != 0;
        if (!func(&link, user)) {
            break;
        }
    }
    if (problem) {
        g_propagate_error(error, problem);
    }
    return !problem;
}
