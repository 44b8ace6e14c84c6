/* SPDX-License-Identifier: Apache-2.0 */
#include "schema_sql.h"
#include "store_private.h"
#include <errno.h>
#include <glib/gstdio.h>

/* Speed while writing: the result is synced once, when it is whole. A rollback journal is kept, so
 * that a killed writer leaves whole TUs. */
static const char writer_settings[] = "PRAGMA page_size = 8192;"
                                      "PRAGMA journal_mode = DELETE;"
                                      "PRAGMA synchronous = OFF;"
                                      "PRAGMA cache_size = -16384;"
                                      "PRAGMA temp_store = MEMORY;";

/* A file that somebody else made is only asked for what the schema has. */
static const char resume_settings[] = "PRAGMA trusted_schema = OFF;"
                                      "PRAGMA cell_size_check = ON;";

static const char finish_statements[] =
    "CREATE INDEX IF NOT EXISTS symbol_key ON symbol (key);"
    "CREATE INDEX IF NOT EXISTS call_callee ON call (callee);"
    "CREATE INDEX IF NOT EXISTS store_target ON store (target_key);"
    "CREATE INDEX IF NOT EXISTS store_function ON store (function);"
    "CREATE INDEX IF NOT EXISTS executable_tu_tu ON executable_tu (tu);"
    "INSERT OR REPLACE INTO meta VALUES ('state', 'complete');";

enum {
    WRITER_PATIENCE = 60000, /* milliseconds; a reader with --partial may be in the way */
    FREE_PART = 10,          /* one page in so many may be free in a finished index */
};

void ql_store_close(QlStore *store)
{
    if (!store) {
        return;
    }
    ql_sql_close(store->sql);
    ql_strings_free(store->strings);
    g_clear_pointer(&store->definitions, g_hash_table_destroy);
    g_clear_pointer(&store->files, g_hash_table_destroy);
    g_clear_pointer(&store->origins, g_hash_table_destroy);
    ql_store_forget_positions(store);
    g_free(store);
}

void ql_store_forget_positions(QlStore *store)
{
    g_clear_pointer(&store->rows, g_array_unref);
    g_clear_pointer(&store->positions, g_array_unref);
}

/* ---- meta ---- */

char *ql_store_get_meta(QlStore *store, const char *key, GError **error)
{
    GError *problem = NULL;
    sqlite3_stmt *stmt = ql_sql_bind(store->sql, QL_SQL_GET_META, error, "s", key);
    if (!stmt) {
        return NULL;
    }
    if (!ql_sql_step(store->sql, stmt, &problem)) {
        if (problem) {
            g_propagate_error(error, problem);
            return NULL;
        }
        return g_strdup("");
    }
    char *value = g_strdup(ql_sql_text(stmt, 0));
    sqlite3_reset(stmt);
    return value;
}

gboolean ql_store_set_meta(QlStore *store, const char *key, const char *value, GError **error)
{
    if (!ql_store_begin(store, error)) {
        return FALSE;
    }
    return value ? ql_sql_run(store->sql, QL_SQL_SET_META, error, "ss", key, value)
                 : ql_sql_run(store->sql, QL_SQL_REMOVE_META, error, "s", key);
}

static gboolean write_meta(QlStore *store, const QlStoreMeta *meta, GError **error)
{
    g_autofree char *version = g_strdup_printf("%d", meta->frontend_version);
    return ql_store_set_meta(store, "frontend_version", version, error) &&
           ql_store_set_meta(store, "clang_version", meta->clang_version ? meta->clang_version : "",
                             error) &&
           ql_store_set_meta(store, "tool_version", meta->tool_version ? meta->tool_version : "",
                             error) &&
           ql_store_set_meta(store, "state", "in progress", error);
}

/* ---- writers ---- */

/* An old journal would be played into the new database. */
static gboolean remove_old(const char *path, GError **error)
{
    static const char *const suffixes[] = {"", "-journal", "-wal", "-shm"};
    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *file = g_strconcat(path, suffixes[i], NULL);
        if (g_unlink(file) != 0 && errno != ENOENT) {
            g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_IO, "%s: cannot replace: %s", file,
                        g_strerror(errno));
            return FALSE;
        }
    }
    return TRUE;
}

static QlStore *writer_new(QlSql *sql)
{
    QlStore *store = g_new0(QlStore, 1);
    store->sql = sql;
    store->strings = ql_strings_new();
    store->definitions =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, g_free);
    store->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    sqlite3_busy_timeout(ql_sql_db(sql), WRITER_PATIENCE);
    return store;
}

static QlStore *open_writer(const char *path, int flags, GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    QlSql *sql = ql_sql_open(path, absolute, SQLITE_OPEN_READWRITE | flags, error);
    return sql ? writer_new(sql) : NULL;
}

QlStore *ql_store_create(const char *path, const QlStoreMeta *meta, GError **error)
{
    if (!remove_old(path, error)) {
        return NULL;
    }
    g_autoptr(QlStore) store = open_writer(path, SQLITE_OPEN_CREATE, error);
    if (!store || !ql_sql_exec(store->sql, writer_settings, error) ||
        !ql_store_begin(store, error) || !ql_sql_exec(store->sql, ql_schema_sql, error) ||
        !write_meta(store, meta, error) || !ql_store_commit(store, error)) {
        return NULL;
    }
    return g_steal_pointer(&store);
}

static void distrust(QlSql *sql)
{
    sqlite3_db_config(ql_sql_db(sql), SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(ql_sql_db(sql), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
}

/* Pages of an unfinished index were not synced: a crash of the machine may have lost some. */
static gboolean check_pages(QlStore *store, GError **error)
{
    g_autofree char *state = ql_store_get_meta(store, "state", error);
    if (!state || g_strcmp0(state, "complete") == 0) {
        return state != NULL;
    }
    g_autoptr(sqlite3_stmt) stmt = ql_sql_prepare(store->sql, "PRAGMA quick_check(1)", error);
    if (!stmt || !ql_sql_step(store->sql, stmt, error)) {
        return FALSE;
    }
    if (g_strcmp0(ql_sql_text(stmt, 0), "ok") == 0) {
        return TRUE;
    }
    ql_sql_set_damaged(store->sql, ql_sql_text(stmt, 0), error);
    return FALSE;
}

QlStore *ql_store_resume(const char *path, const QlStoreMeta *meta, GError **error)
{
    if (!ql_store_check_file(path, path, error)) {
        return NULL;
    }
    g_autoptr(QlStore) store = open_writer(path, 0, error);
    if (!store) {
        return NULL;
    }
    distrust(store->sql);
    if (!ql_sql_exec(store->sql, resume_settings, error) ||
        !ql_store_check_versions(store, meta, error) || !check_pages(store, error) ||
        !ql_sql_exec(store->sql, writer_settings, error) || !write_meta(store, meta, error) ||
        !ql_store_commit(store, error)) {
        return NULL;
    }
    return g_steal_pointer(&store);
}

/* What an update removed leaves free pages, which are given back if they are many. */
static gboolean give_back_pages(QlStore *store, GError **error)
{
    gint64 pages = 0;
    gint64 free_pages = 0;
    if (!ql_sql_read_number(store->sql, "PRAGMA page_count", &pages, error) ||
        !ql_sql_read_number(store->sql, "PRAGMA freelist_count", &free_pages, error)) {
        return FALSE;
    }
    return free_pages <= pages / FREE_PART || ql_sql_exec(store->sql, "VACUUM", error);
}

gboolean ql_store_finish(QlStore *store, GError **error)
{
    return ql_store_commit(store, error) && give_back_pages(store, error) &&
           ql_sql_exec(store->sql, "PRAGMA synchronous = FULL", error) &&
           ql_store_begin(store, error) && ql_sql_exec(store->sql, finish_statements, error) &&
           ql_store_commit(store, error);
}

const char *ql_tu_state_name(QlTuState state)
{
    static const char *const names[] = {
        [QL_TU_CLEAN] = "clean",
        [QL_TU_ERRORS] = "errors",
        [QL_TU_FAILED] = "failed",
    };
    return names[state];
}
