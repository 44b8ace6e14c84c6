/* SPDX-License-Identifier: Apache-2.0 */
#include "runs.h"
#include "store_private.h"

static gint64 last_row(QlStore *store)
{
    return sqlite3_last_insert_rowid(ql_sql_db(store->sql));
}

gboolean ql_store_begin(QlStore *store, GError **error)
{
    if (!store->in_transaction && !ql_sql_exec(store->sql, "BEGIN", error)) {
        return FALSE;
    }
    store->in_transaction = TRUE;
    ql_store_forget_positions(store);
    return TRUE;
}

gboolean ql_store_commit(QlStore *store, GError **error)
{
    if (store->in_transaction && !ql_sql_exec(store->sql, "COMMIT", error)) {
        return FALSE;
    }
    store->in_transaction = FALSE;
    return TRUE;
}

void ql_store_forget_rows(QlStore *store)
{
    g_hash_table_remove_all(store->definitions);
    g_hash_table_remove_all(store->files);
}

void ql_store_roll_back(QlStore *store)
{
    ql_sql_exec(store->sql, "ROLLBACK", NULL);
    store->in_transaction = FALSE;
    ql_store_forget_rows(store);
}

/* The number in the first row of @stmt; 0 if there is none, or with @error set. */
static gint64 first_row(QlStore *store, sqlite3_stmt *stmt, GError **error)
{
    if (!stmt || !ql_sql_step(store->sql, stmt, error)) {
        return 0;
    }
    gint64 row = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return row;
}

static gint64 remember(GHashTable *table, gpointer key, gint64 row)
{
    g_hash_table_insert(table, key, g_memdup2(&row, sizeof row));
    return row;
}

static gint64 insert_definition(QlStore *store, const QlTuDefinition *def, GError **error)
{
    QlBlob id = {def->id, sizeof def->id};
    QlBlob data;
    if (!def->bytes) {
        g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_IO,
                    "a definition has no content and is not in the index");
        return 0;
    }
    data.data = g_bytes_get_data(def->bytes, &data.len);
    g_autoptr(QlDefinition) decoded =
        ql_definition_decode(data.data, data.len, store->strings, error);
    if (!decoded || !ql_sql_run(store->sql, QL_SQL_ADD_DEFINITION, error, "bb", id, data)) {
        return 0;
    }
    gint64 row = last_row(store);
    return ql_store_add_symbols(store, row, decoded, error) ? row : 0;
}

static gint64 find_definition(QlStore *store, const QlTuDefinition *def, GError **error)
{
    QlBlob id = {def->id, sizeof def->id};
    return first_row(store, ql_sql_bind(store->sql, QL_SQL_FIND_DEFINITION, error, "b", id), error);
}

/* The row of @def, which is added unless some TU had it before. */
static gint64 definition_row(QlStore *store, const QlTuDefinition *def, GError **error)
{
    g_autoptr(GBytes) id = g_bytes_new(def->id, sizeof def->id);
    const gint64 *known = g_hash_table_lookup(store->definitions, id);
    if (known) {
        return *known;
    }
    GError *problem = NULL;
    gint64 row = find_definition(store, def, &problem);
    if (!row && !problem) {
        row = insert_definition(store, def, &problem);
    }
    if (problem) {
        g_propagate_error(error, problem);
        return 0;
    }
    return remember(store->definitions, g_bytes_ref(id), row);
}

static gint64 file_row(QlStore *store, const char *path, GError **error)
{
    const gint64 *known = g_hash_table_lookup(store->files, path);
    if (known) {
        return *known;
    }
    GError *problem = NULL;
    gint64 row =
        first_row(store, ql_sql_bind(store->sql, QL_SQL_FIND_FILE, &problem, "s", path), &problem);
    if (!row && !problem && ql_sql_run(store->sql, QL_SQL_ADD_FILE, &problem, "s", path)) {
        row = last_row(store);
    }
    if (problem) {
        g_propagate_error(error, problem);
        return 0;
    }
    return remember(store->files, g_strdup(path), row);
}

gboolean ql_store_add_runs(QlStore *store, QlStatement statement, gint64 tu, const GArray *runs,
                           GError **error)
{
    for (guint i = 0; i < runs->len; i++) {
        const QlRun *run = &g_array_index(runs, QlRun, i);
        if (!ql_sql_run(store->sql, statement, error, "iii", tu, run->first, run->last)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean add_rows(QlStore *store, QlStatement statement, gint64 tu, GArray *rows,
                         GError **error)
{
    g_autoptr(GArray) runs = ql_runs_new(rows);
    return ql_store_add_runs(store, statement, tu, runs, error);
}

static gboolean add_definitions(QlStore *store, gint64 tu, const GPtrArray *definitions,
                                GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < definitions->len; i++) {
        gint64 row = definition_row(store, g_ptr_array_index(definitions, i), error);
        if (!row) {
            return FALSE;
        }
        g_array_append_val(rows, row);
    }
    return add_rows(store, QL_SQL_ADD_TU_DEFINITION, tu, rows, error);
}

static gboolean add_files(QlStore *store, gint64 tu, const GPtrArray *files, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < files->len; i++) {
        gint64 row = file_row(store, g_ptr_array_index(files, i), error);
        if (!row) {
            return FALSE;
        }
        g_array_append_val(rows, row);
    }
    return add_rows(store, QL_SQL_ADD_TU_FILE, tu, rows, error);
}

static gboolean add_facts(QlStore *store, gint64 tu, const QlTuFacts *facts, GError **error)
{
    return !facts || (add_definitions(store, tu, facts->definitions, error) &&
                      add_files(store, tu, facts->files, error));
}

static const char *text_or_empty(const char *text)
{
    return text ? text : "";
}

static gboolean add_record(QlStore *store, const QlTuRecord *record, gint64 errors, GError **error)
{
    return ql_sql_run(store->sql, QL_SQL_ADD_TU, error, "sssssis", record->source,
                      text_or_empty(record->output), text_or_empty(record->flags_hash),
                      text_or_empty(record->search_hash), ql_tu_state_name(record->state), errors,
                      record->message);
}

gint64 ql_store_add_tu(QlStore *store, const QlTuRecord *record, const QlTuFacts *facts,
                       GError **error)
{
    if (!ql_store_commit(store, error) || !ql_store_begin(store, error)) {
        return 0;
    }
    if (add_record(store, record, facts ? facts->errors : 0, error)) {
        gint64 tu = last_row(store);
        if (add_facts(store, tu, facts, error) && ql_store_commit(store, error)) {
            return tu;
        }
    }
    g_prefix_error(error, "storing %s: ", record->source);
    ql_store_roll_back(store);
    return 0;
}

gint64 ql_store_add_executable(QlStore *store, const char *name, GError **error)
{
    if (!ql_store_begin(store, error) ||
        !ql_sql_run(store->sql, QL_SQL_ADD_EXECUTABLE, error, "s", name)) {
        return 0;
    }
    return first_row(store, ql_sql_bind(store->sql, QL_SQL_FIND_EXECUTABLE, error, "s", name),
                     error);
}

gboolean ql_store_link(QlStore *store, gint64 executable, gint64 tu, gboolean archive,
                       GError **error)
{
    return ql_store_begin(store, error) && ql_sql_run(store->sql, QL_SQL_ADD_LINK, error, "iii",
                                                      executable, tu, (gint64)(archive ? 1 : 0));
}
