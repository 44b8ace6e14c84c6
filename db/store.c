/* SPDX-License-Identifier: Apache-2.0 */
#include "schema_sql.h"
#include "store_private.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* Speed while writing: the result is synced once, when it is whole. A rollback journal is kept, so
 * that a killed writer leaves whole TUs. */
static const char writer_settings[] = "PRAGMA page_size = 8192;"
                                      "PRAGMA journal_mode = DELETE;"
                                      "PRAGMA synchronous = OFF;"
                                      "PRAGMA cache_size = -65536;"
                                      "PRAGMA temp_store = MEMORY;";

static const char reader_settings[] = "PRAGMA cache_size = -65536;"
                                      "PRAGMA temp_store = MEMORY;"
                                      "PRAGMA trusted_schema = OFF;"
                                      "PRAGMA cell_size_check = ON;";

static const char finish_statements[] =
    "CREATE INDEX IF NOT EXISTS symbol_key ON symbol (key);"
    "CREATE INDEX IF NOT EXISTS call_callee ON call (callee);"
    "CREATE INDEX IF NOT EXISTS store_target ON store (target_key);"
    "CREATE INDEX IF NOT EXISTS store_function ON store (function);"
    "CREATE INDEX IF NOT EXISTS executable_tu_tu ON executable_tu (tu);"
    "INSERT OR REPLACE INTO meta VALUES ('state', 'complete');";

static QlStore *store_new(QlSql *sql)
{
    QlStore *store = g_new0(QlStore, 1);
    store->sql = sql;
    return store;
}

void ql_store_close(QlStore *store)
{
    if (!store) {
        return;
    }
    ql_sql_close(store->sql);
    ql_strings_free(store->strings);
    g_clear_pointer(&store->definitions, g_hash_table_destroy);
    g_clear_pointer(&store->files, g_hash_table_destroy);
    if (store->positions) {
        g_array_unref(store->positions);
    }
    g_free(store);
}

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

static gboolean set_meta(QlStore *store, const char *key, const char *value, GError **error)
{
    return ql_sql_run(store->sql, QL_SQL_SET_META, error, "ss", key, value ? value : "");
}

static gboolean write_meta(QlStore *store, const QlStoreMeta *meta, GError **error)
{
    g_autofree char *version = g_strdup_printf("%d", meta->frontend_version);
    return set_meta(store, "frontend_version", version, error) &&
           set_meta(store, "clang_version", meta->clang_version, error) &&
           set_meta(store, "tool_version", meta->tool_version, error) &&
           set_meta(store, "state", "in progress", error);
}

QlStore *ql_store_create(const char *path, const QlStoreMeta *meta, GError **error)
{
    if (!remove_old(path, error)) {
        return NULL;
    }
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    QlSql *sql = ql_sql_open(path, absolute, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
    if (!sql) {
        return NULL;
    }
    g_autoptr(QlStore) store = store_new(sql);
    store->strings = ql_strings_new();
    store->definitions =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, g_free);
    store->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!ql_sql_exec(sql, writer_settings, error) || !ql_sql_exec(sql, "BEGIN", error) ||
        !ql_sql_exec(sql, ql_schema_sql, error) || !write_meta(store, meta, error) ||
        !ql_sql_exec(sql, "COMMIT", error)) {
        return NULL;
    }
    return g_steal_pointer(&store);
}

gboolean ql_store_finish(QlStore *store, GError **error)
{
    return ql_store_commit_links(store, error) &&
           ql_sql_exec(store->sql, "PRAGMA synchronous = FULL; BEGIN", error) &&
           ql_sql_exec(store->sql, finish_statements, error) &&
           ql_sql_exec(store->sql, "COMMIT", error);
}

static gboolean has_journal(const char *path)
{
    g_autofree char *journal = g_strconcat(path, "-journal", NULL);
    g_autofree char *wal = g_strconcat(path, "-wal", NULL);
    return g_file_test(journal, G_FILE_TEST_EXISTS) || g_file_test(wal, G_FILE_TEST_EXISTS);
}

/* A finished index is opened as immutable: no lock, no file beside it, so a read-only place will
 * do. Beside one whose writer was killed lies a journal, which SQLite must be allowed to roll back.
 */
static QlSql *open_file(const char *path, GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_IO,
                    "%s: no such file; run: qlockdep index -p BUILD -o %s", path, path);
        return NULL;
    }
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_IO,
                    "%s: not a file; name an index made by: qlockdep index -p BUILD -o FILE", path);
        return NULL;
    }
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    if (has_journal(path)) {
        return ql_sql_open(path, absolute, SQLITE_OPEN_READWRITE, error);
    }
    g_autofree char *escaped = g_uri_escape_string(absolute, "/", FALSE);
    g_autofree char *uri = g_strconcat("file://", escaped, "?mode=ro&immutable=1", NULL);
    return ql_sql_open(path, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);
}

static gboolean read_pragma(QlSql *sql, const char *text, gint64 *value, GError **error)
{
    g_autoptr(sqlite3_stmt) stmt = ql_sql_prepare(sql, text, error);
    if (!stmt || !ql_sql_step(sql, stmt, error)) {
        return FALSE;
    }
    *value = sqlite3_column_int64(stmt, 0);
    return TRUE;
}

static gboolean version_error(QlStore *store, const char *made, const char *want, GError **error)
{
    const char *path = ql_sql_path(store->sql);
    g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_VERSION,
                "%s: made with %s, this program needs %s; run: qlockdep index -p BUILD -o %s", path,
                made, want, path);
    return FALSE;
}

static gboolean check_schema(QlStore *store, GError **error)
{
    gint64 application = 0;
    gint64 schema = 0;
    if (!read_pragma(store->sql, "PRAGMA application_id", &application, error) ||
        !read_pragma(store->sql, "PRAGMA user_version", &schema, error)) {
        return FALSE;
    }
    if (application != QL_APPLICATION_ID) {
        const char *path = ql_sql_path(store->sql);
        g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_NOT_AN_INDEX,
                    "%s: not a qlockdep index; run: qlockdep index -p BUILD -o FILE", path);
        return FALSE;
    }
    if (schema != QL_SCHEMA_VERSION) {
        g_autofree char *made = g_strdup_printf("index schema %" G_GINT64_FORMAT, schema);
        g_autofree char *want = g_strdup_printf("%d", QL_SCHEMA_VERSION);
        return version_error(store, made, want, error);
    }
    return TRUE;
}

char *ql_store_get_meta(QlStore *store, const char *key, GError **error)
{
    sqlite3_stmt *stmt = ql_sql_bind(store->sql, QL_SQL_GET_META, error, "s", key);
    if (!stmt || !ql_sql_step(store->sql, stmt, error)) {
        return NULL;
    }
    char *value = g_strdup(ql_sql_text(stmt, 0));
    sqlite3_reset(stmt);
    return value;
}

static gboolean check_value(QlStore *store, const char *key, const char *label, const char *want,
                            GError **error)
{
    GError *problem = NULL;
    g_autofree char *value = ql_store_get_meta(store, key, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (g_strcmp0(value, want) == 0) {
        return TRUE;
    }
    g_autofree char *made = g_strdup_printf("%s %s", label, value ? value : "(unknown)");
    return version_error(store, made, want, error);
}

static gboolean check_versions(QlStore *store, const QlStoreMeta *meta, GError **error)
{
    g_autofree char *version = g_strdup_printf("%d", meta->frontend_version);
    if (!check_value(store, "frontend_version", "front end", version, error)) {
        return FALSE;
    }
    return !meta->clang_version ||
           check_value(store, "clang_version", "libclang", meta->clang_version, error);
}

static gboolean check_state(QlStore *store, gboolean partial, GError **error)
{
    GError *problem = NULL;
    g_autofree char *state = ql_store_get_meta(store, "state", &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (partial || g_strcmp0(state, "complete") == 0) {
        return TRUE;
    }
    const char *path = ql_sql_path(store->sql);
    g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_IN_PROGRESS,
                "%s: indexing was not finished; run: qlockdep index -p BUILD -o %s, or use "
                "--partial to go on with what is there",
                path, path);
    return FALSE;
}

QlStore *ql_store_open(const char *path, const QlStoreMeta *meta, gboolean partial, GError **error)
{
    QlSql *sql = open_file(path, error);
    if (!sql) {
        return NULL;
    }
    g_autoptr(QlStore) store = store_new(sql);
    sqlite3_busy_timeout(ql_sql_db(sql), 5000);
    sqlite3_db_config(ql_sql_db(sql), SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (!ql_sql_exec(sql, reader_settings, error) || !check_schema(store, error) ||
        (meta && !check_versions(store, meta, error)) || !check_state(store, partial, error)) {
        return NULL;
    }
    return g_steal_pointer(&store);
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

void ql_store_set_damaged(QlStore *store, const char *what, GError **error)
{
    const char *path = ql_sql_path(store->sql);
    g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_NOT_AN_INDEX,
                "%s: the index is damaged (%s); run: qlockdep index -p BUILD -o %s", path, what,
                path);
}
