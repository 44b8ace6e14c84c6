/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an index for reading, and what is checked before. */
#include "store_private.h"
#include <string.h>

static const char reader_settings[] = "PRAGMA cache_size = -65536;"
                                      "PRAGMA temp_store = MEMORY;"
                                      "PRAGMA trusted_schema = OFF;"
                                      "PRAGMA cell_size_check = ON;";

enum { READER_PATIENCE = 5000 /* milliseconds; a writer may be in the way */ };

static gboolean has_journal(const char *path)
{
    g_autofree char *journal = g_strconcat(path, "-journal", NULL);
    g_autofree char *wal = g_strconcat(path, "-wal", NULL);
    return g_file_test(journal, G_FILE_TEST_EXISTS) || g_file_test(wal, G_FILE_TEST_EXISTS);
}

gboolean ql_store_check_file(const char *path, const char *file, GError **error)
{
    if (!g_file_test(file, G_FILE_TEST_EXISTS)) {
        g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_IO,
                    "%s: no such file; run: qlockdep index -p BUILD -o %s", path, path);
        return FALSE;
    }
    if (!g_file_test(file, G_FILE_TEST_IS_REGULAR)) {
        g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_IO,
                    "%s: not a file; name an index made by: qlockdep index -p BUILD -o FILE", path);
        return FALSE;
    }
    return TRUE;
}

static gboolean set_unfinished(const char *path, GError **error)
{
    g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_IN_PROGRESS,
                "%s: indexing was not finished; run: qlockdep index -p BUILD -o %s, or use "
                "--partial to go on with what is there",
                path, path);
    return FALSE;
}

/* The file to read: @path or, while the first index at @path is being made, the one beside it. */
static char *choose_file(const char *path, gboolean partial, GError **error)
{
    g_autofree char *part = g_strconcat(path, ".part", NULL);
    gboolean begun =
        !g_file_test(path, G_FILE_TEST_EXISTS) && g_file_test(part, G_FILE_TEST_IS_REGULAR);
    if (begun && !partial) {
        set_unfinished(path, error);
        return NULL;
    }
    const char *file = begun ? part : path;
    return ql_store_check_file(path, file, error) ? g_strdup(file) : NULL;
}

/* A finished index is opened as immutable: no lock, no file beside it, so a read-only place will
 * do. One in progress may have a writer; or beside it lies the journal of a killed one, which
 * SQLite must be allowed to roll back. */
static QlSql *open_file(const char *path, const char *file, gboolean partial, GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(file, NULL);
    if (partial || has_journal(file)) {
        return ql_sql_open(path, absolute, SQLITE_OPEN_READWRITE, error);
    }
    g_autofree char *escaped = g_uri_escape_string(absolute, "/", FALSE);
    g_autofree char *uri = g_strconcat("file://", escaped, "?mode=ro&immutable=1", NULL);
    return ql_sql_open(path, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);
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
    if (!ql_sql_read_number(store->sql, "PRAGMA application_id", &application, error) ||
        !ql_sql_read_number(store->sql, "PRAGMA user_version", &schema, error)) {
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

static gboolean check_value(QlStore *store, const char *key, const char *label, const char *want,
                            GError **error)
{
    g_autofree char *value = ql_store_get_meta(store, key, error);
    if (!value || strcmp(value, want) == 0) {
        return value != NULL;
    }
    g_autofree char *made = g_strdup_printf("%s %s", label, *value ? value : "(unknown)");
    return version_error(store, made, want, error);
}

static gboolean check_maker(QlStore *store, const QlStoreMeta *meta, GError **error)
{
    g_autofree char *version = g_strdup_printf("%d", meta->frontend_version);
    if (!check_value(store, "frontend_version", "front end", version, error)) {
        return FALSE;
    }
    return !meta->clang_version ||
           check_value(store, "clang_version", "libclang", meta->clang_version, error);
}

gboolean ql_store_check_versions(QlStore *store, const QlStoreMeta *meta, GError **error)
{
    return check_schema(store, error) && (!meta || check_maker(store, meta, error));
}

static gboolean check_state(QlStore *store, GError **error)
{
    g_autofree char *state = ql_store_get_meta(store, "state", error);
    if (!state || strcmp(state, "complete") == 0) {
        return state != NULL;
    }
    return set_unfinished(ql_sql_path(store->sql), error);
}

static gboolean check_shard(QlStore *store, GError **error)
{
    g_autofree char *shard = ql_store_get_meta(store, "shard", error);
    if (!shard || !*shard) {
        return shard != NULL;
    }
    g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_IN_PROGRESS,
                "%s: is shard %s of an index; run: qlockdep merge SHARD… -o DB, or use --partial "
                "to go on with what is there",
                ql_sql_path(store->sql), shard);
    return FALSE;
}

static QlStore *open_reader(const char *path, const QlStoreMeta *meta, gboolean partial,
                            GError **error)
{
    g_autofree char *file = choose_file(path, partial, error);
    QlSql *sql = file ? open_file(path, file, partial, error) : NULL;
    if (!sql) {
        return NULL;
    }
    g_autoptr(QlStore) store = g_new0(QlStore, 1);
    store->sql = sql;
    sqlite3_busy_timeout(ql_sql_db(sql), READER_PATIENCE);
    sqlite3_db_config(ql_sql_db(sql), SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (!ql_sql_exec(sql, reader_settings, error) || !ql_store_check_versions(store, meta, error)) {
        return NULL;
    }
    return g_steal_pointer(&store);
}

QlStore *ql_store_open_shard(const char *path, const QlStoreMeta *meta, GError **error)
{
    g_autoptr(QlStore) store = open_reader(path, meta, FALSE, error);
    return store && check_state(store, error) ? g_steal_pointer(&store) : NULL;
}

QlStore *ql_store_open(const char *path, const QlStoreMeta *meta, gboolean partial, GError **error)
{
    g_autoptr(QlStore) store = open_reader(path, meta, partial, error);
    if (!store || (!partial && (!check_state(store, error) || !check_shard(store, error)))) {
        return NULL;
    }
    return g_steal_pointer(&store);
}
