/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merging: all of another index into the one being written, in one transaction. Definitions are the
 * same if their contents are, files if their paths are, TUs if source, output and flags are. Rows
 * are renumbered; what is stored in them is not looked at again.
 */
#include "rooted_path.h"
#include "rows.h"
#include "store_private.h"
#include <stdlib.h>
#include <string.h>

/* The rows of one of the other index's tables, and which they are in the store. */
typedef struct Map {
    GArray *rows;    /* gint64, ascending */
    GArray *targets; /* gint64 */
    GArray *added;   /* gboolean: whether the row is new in the store */
} Map;

/* A TU of one index. */
typedef struct Tu {
    gint64 row;
    char *key;    /* source, output and flags */
    char *search; /* where its includes were found */
    char *result; /* what else its record says */
    GArray *definitions;
    GArray *files; /* QlRun, in the store */
    gboolean used; /* it is one of the other index's TUs */
} Tu;

typedef struct Merge {
    QlStore *store;
    QlStore *other;
    const char *path; /* of the other index */
    Map definitions;
    Map files;
    GHashTable *known; /* key -> GPtrArray of Tu*: those the store had before */
    GHashTable *tus;   /* row in the other index -> row in the store */
} Merge;

/* ---- maps ---- */

static void map_init(Map *map)
{
    map->rows = g_array_new(FALSE, FALSE, sizeof(gint64));
    map->targets = g_array_new(FALSE, FALSE, sizeof(gint64));
    map->added = g_array_new(FALSE, FALSE, sizeof(gboolean));
}

static void map_clear(Map *map)
{
    g_array_unref(map->rows);
    g_array_unref(map->targets);
    g_array_unref(map->added);
}

static void map_add(Map *map, gint64 row, gint64 target, gboolean added)
{
    g_array_append_val(map->rows, row);
    g_array_append_val(map->targets, target);
    g_array_append_val(map->added, added);
}

/* @runs, which are all of rows in @map, as runs of the store. */
static GArray *map_runs(const Map *map, const GArray *runs)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < runs->len; i++) {
        QlRun run = g_array_index(runs, QlRun, i);
        guint at = ql_rows_before(map->rows, run.first);
        g_array_append_vals(rows, &g_array_index(map->targets, gint64, at),
                            (guint)(run.last - run.first + 1));
    }
    return ql_runs_new(rows);
}

/* ---- rows ---- */

typedef gboolean (*RowFunc)(Merge *merge, sqlite3_stmt *row, GError **error);

/* Calls @func for each row that @text gives in @from. */
static gboolean each_row(Merge *merge, QlStore *from, const char *text, RowFunc func,
                         GError **error)
{
    GError *problem = NULL;
    g_autoptr(sqlite3_stmt) stmt = ql_sql_prepare(from->sql, text, error);
    if (!stmt) {
        return FALSE;
    }
    while (ql_sql_step(from->sql, stmt, &problem)) {
        if (!func(merge, stmt, error)) {
            return FALSE;
        }
    }
    if (problem) {
        g_propagate_error(error, problem);
    }
    return !problem;
}

/* Steps @stmt of the store, which gives one row or none. -1: failed, else whether there is one. */
static int step_once(Merge *merge, sqlite3_stmt *stmt, GError **error)
{
    GError *problem = NULL;
    if (!stmt) {
        return -1;
    }
    if (ql_sql_step(merge->store->sql, stmt, &problem)) {
        return 1;
    }
    if (problem) {
        g_propagate_error(error, problem);
        return -1;
    }
    return 0;
}

static gint64 last_row(const Merge *merge)
{
    return sqlite3_last_insert_rowid(ql_sql_db(merge->store->sql));
}

/* ---- conflicts ---- */

/* Remembers that file or TU @key came with this index. */
static void set_origin(Merge *merge, const char *key)
{
    QlStore *store = merge->store;
    if (!store->origins) {
        store->origins = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    }
    g_hash_table_insert(store->origins, g_strdup(key), g_strdup(merge->path));
}

/* The index that file or TU @key came with. */
static const char *origin(const Merge *merge, const char *key)
{
    QlStore *store = merge->store;
    const char *path = store->origins ? g_hash_table_lookup(store->origins, key) : NULL;
    return path ? path : ql_sql_path(store->sql);
}

static void set_conflict(const Merge *merge, const char *key, const char *what, const char *name,
                         GError **error)
{
    g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_CONFLICT,
                "%s and %s saw different %s of %s; index both again", origin(merge, key),
                merge->path, what, ql_paths_display(name));
}

/* ---- definitions ---- */

static gboolean is_intact(QlBlob content, QlBlob data)
{
    guint8 id[QL_ID_SIZE];
    g_autoptr(GBytes) bytes = g_bytes_new_static(data.data, data.len);
    ql_definition_id(bytes, id);
    return content.len == sizeof id && memcmp(content.data, id, sizeof id) == 0;
}

static gboolean merge_definition(Merge *merge, sqlite3_stmt *row, GError **error)
{
    QlSql *sql = merge->store->sql;
    QlBlob content = ql_sql_blob(row, 1);
    QlBlob data = ql_sql_blob(row, 2);
    if (!is_intact(content, data)) {
        ql_sql_set_damaged(merge->other->sql, "content of a definition", error);
        return FALSE;
    }
    sqlite3_stmt *found = ql_sql_bind(sql, QL_SQL_FIND_DEFINITION, error, "b", content);
    int there = step_once(merge, found, error);
    gint64 source = sqlite3_column_int64(row, 0);
    if (there > 0) {
        map_add(&merge->definitions, source, sqlite3_column_int64(found, 0), FALSE);
        sqlite3_reset(found);
        return TRUE;
    }
    if (there < 0 || !ql_sql_run(sql, QL_SQL_ADD_DEFINITION, error, "bb", content, data)) {
        return FALSE;
    }
    map_add(&merge->definitions, source, last_row(merge), TRUE);
    return TRUE;
}

/* Copies @row into the store by @insert, for definition row @target. */
static gboolean copy_row(Merge *merge, sqlite3_stmt *row, sqlite3_stmt *insert, gint64 target,
                         GError **error)
{
    GError *problem = NULL;
    sqlite3_bind_int64(insert, 1, target);
    for (int i = 1; i < sqlite3_bind_parameter_count(insert); i++) {
        sqlite3_bind_value(insert, i + 1, sqlite3_column_value(row, i));
    }
    ql_sql_step(merge->store->sql, insert, &problem);
    if (problem) {
        g_propagate_error(error, problem);
    }
    return !problem;
}

/* Copies what @text gives, a table for people by definition, for the definitions that are new. */
static gboolean copy_table(Merge *merge, const char *text, QlStatement statement, GError **error)
{
    GError *problem = NULL;
    const Map *map = &merge->definitions;
    guint at = 0;
    sqlite3_stmt *insert = ql_sql_bind(merge->store->sql, statement, error, "");
    g_autoptr(sqlite3_stmt) row = insert ? ql_sql_prepare(merge->other->sql, text, error) : NULL;
    if (!row) {
        return FALSE;
    }
    while (ql_sql_step(merge->other->sql, row, &problem)) {
        gint64 definition = sqlite3_column_int64(row, 0);
        while (at < map->rows->len && g_array_index(map->rows, gint64, at) < definition) {
            at++;
        }
        if (at < map->rows->len && g_array_index(map->rows, gint64, at) == definition &&
            g_array_index(map->added, gboolean, at) &&
            !copy_row(merge, row, insert, g_array_index(map->targets, gint64, at), error)) {
            return FALSE;
        }
    }
    if (problem) {
        g_propagate_error(error, problem);
    }
    return !problem;
}

static gboolean merge_definitions(Merge *merge, GError **error)
{
    return each_row(merge, merge->other, "SELECT id, content, data FROM definition ORDER BY id",
                    merge_definition, error) &&
           copy_table(merge, "SELECT * FROM symbol ORDER BY definition", QL_SQL_ADD_SYMBOL,
                      error) &&
           copy_table(merge, "SELECT * FROM call ORDER BY definition", QL_SQL_ADD_CALL, error) &&
           copy_table(merge, "SELECT * FROM store ORDER BY definition", QL_SQL_ADD_STORE, error);
}

/* ---- files ---- */

static gboolean add_file(Merge *merge, sqlite3_stmt *row, QlBlob hash, GError **error)
{
    const char *path = ql_sql_text(row, 1);
    if (!ql_sql_run(merge->store->sql, QL_SQL_ADD_HASHED_FILE, error, "sb", path, hash)) {
        return FALSE;
    }
    map_add(&merge->files, sqlite3_column_int64(row, 0), last_row(merge), TRUE);
    set_origin(merge, path);
    return TRUE;
}

static gboolean merge_file(Merge *merge, sqlite3_stmt *row, GError **error)
{
    QlSql *sql = merge->store->sql;
    const char *path = ql_sql_text(row, 1);
    QlBlob hash = ql_sql_blob(row, 2);
    sqlite3_stmt *found = ql_sql_bind(sql, QL_SQL_FIND_FILE, error, "s", path);
    int there = step_once(merge, found, error);
    if (there <= 0) {
        return there == 0 && add_file(merge, row, hash, error);
    }
    QlBlob had = ql_sql_blob(found, 1);
    gboolean unknown = !had.data || !hash.data;
    gboolean same = had.len == hash.len && (unknown || !memcmp(had.data, hash.data, hash.len));
    map_add(&merge->files, sqlite3_column_int64(row, 0), sqlite3_column_int64(found, 0), FALSE);
    sqlite3_reset(found);
    if (unknown) {
        return ql_store_set_file_hash(merge->store, path, NULL, error);
    }
    if (!same) {
        set_conflict(merge, path, "contents", path, error);
    }
    return same;
}

/* ---- TUs ---- */

static const char all_tus[] =
    "SELECT id, source, output, flags_hash, search_hash, state, errors, message FROM tu"
    " ORDER BY id";

static void tu_free(gpointer data)
{
    Tu *tu = data;
    g_free(tu->key);
    g_free(tu->search);
    g_free(tu->result);
    g_clear_pointer(&tu->definitions, g_array_unref);
    g_clear_pointer(&tu->files, g_array_unref);
    g_free(tu);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tu, tu_free)

static Tu *tu_new(sqlite3_stmt *row)
{
    Tu *tu = g_new0(Tu, 1);
    tu->row = sqlite3_column_int64(row, 0);
    tu->key = g_strjoin("\n", ql_sql_text(row, 1), ql_sql_text(row, 2), ql_sql_text(row, 3), NULL);
    tu->search = g_strdup(ql_sql_text(row, 4));
    tu->result =
        g_strjoin("\n", ql_sql_text(row, 5), ql_sql_text(row, 6), ql_sql_text(row, 7), NULL);
    return tu;
}

/* Reads what @tu of the store holds and read, unless that was done. */
static gboolean read_own_runs(Merge *merge, Tu *tu, GError **error)
{
    QlSql *sql = merge->store->sql;
    if (!tu->files) {
        tu->definitions = ql_rows_read_runs(sql, QL_SQL_TU_DEFINITIONS, tu->row, NULL, error);
        tu->files =
            tu->definitions ? ql_rows_read_runs(sql, QL_SQL_TU_FILES, tu->row, NULL, error) : NULL;
    }
    return tu->files != NULL;
}

static GArray *read_mapped(Merge *merge, QlStatement statement, gint64 tu, const Map *map,
                           GError **error)
{
    g_autoptr(GArray) runs = ql_rows_read_runs(merge->other->sql, statement, tu, map->rows, error);
    return runs ? map_runs(map, runs) : NULL;
}

/* Reads what @tu of the other index holds and read, as rows of the store. */
static gboolean read_mapped_runs(Merge *merge, Tu *tu, GError **error)
{
    tu->definitions =
        read_mapped(merge, QL_SQL_TU_DEFINITIONS, tu->row, &merge->definitions, error);
    tu->files =
        tu->definitions ? read_mapped(merge, QL_SQL_TU_FILES, tu->row, &merge->files, error) : NULL;
    return tu->files != NULL;
}

static gboolean note_known(Merge *merge, sqlite3_stmt *row, GError **error)
{
    Tu *tu = tu_new(row);
    GPtrArray *list = g_hash_table_lookup(merge->known, tu->key);
    if (!list) {
        list = g_ptr_array_new_with_free_func(tu_free);
        g_hash_table_insert(merge->known, g_strdup(tu->key), list);
    }
    g_ptr_array_add(list, tu);
    return TRUE;
}

static gboolean has_same_runs(const GArray *a, const GArray *b)
{
    return a->len == b->len && (a->len == 0 || !memcmp(a->data, b->data, a->len * sizeof(QlRun)));
}

static gboolean is_same_tu(const Tu *a, const Tu *b)
{
    return strcmp(a->result, b->result) == 0 && has_same_runs(a->definitions, b->definitions) &&
           has_same_runs(a->files, b->files);
}

static gboolean add_tu(Merge *merge, Tu *tu, sqlite3_stmt *row, GError **error)
{
    QlStore *store = merge->store;
    if (!ql_sql_run(store->sql, QL_SQL_ADD_TU, error, "sssssis", ql_sql_text(row, 1),
                    ql_sql_text(row, 2), ql_sql_text(row, 3), ql_sql_text(row, 4),
                    ql_sql_text(row, 5), (gint64)sqlite3_column_int64(row, 6),
                    (const char *)sqlite3_column_text(row, 7))) {
        return FALSE;
    }
    gint64 target = last_row(merge);
    g_hash_table_insert(merge->tus, g_memdup2(&tu->row, sizeof tu->row),
                        g_memdup2(&target, sizeof target));
    set_origin(merge, tu->key);
    return ql_store_add_runs(store, QL_SQL_ADD_TU_DEFINITION, target, tu->definitions, error) &&
           ql_store_add_runs(store, QL_SQL_ADD_TU_FILE, target, tu->files, error);
}

/* Takes @tu of the other index for @known, the same in the store. Where their includes would be
 * found is known only if both say the same. */
static gboolean join_tu(Merge *merge, const Tu *tu, Tu *known, GError **error)
{
    known->used = TRUE;
    g_hash_table_insert(merge->tus, g_memdup2(&tu->row, sizeof tu->row),
                        g_memdup2(&known->row, sizeof known->row));
    return strcmp(tu->search, known->search) == 0 ||
           ql_sql_run(merge->store->sql, QL_SQL_FORGET_SEARCH, error, "i", known->row);
}

/* One compile database may have the same entry several times: then each TU stands for one. */
static gboolean merge_tu(Merge *merge, sqlite3_stmt *row, GError **error)
{
    g_autoptr(Tu) tu = tu_new(row);
    const GPtrArray *list = g_hash_table_lookup(merge->known, tu->key);
    gboolean left = FALSE;
    if (!read_mapped_runs(merge, tu, error)) {
        return FALSE;
    }
    for (guint i = 0; list && i < list->len; i++) {
        Tu *known = g_ptr_array_index(list, i);
        if (!read_own_runs(merge, known, error)) {
            return FALSE;
        }
        if (!known->used && is_same_tu(tu, known)) {
            return join_tu(merge, tu, known, error);
        }
        left |= !known->used;
    }
    if (left) {
        set_conflict(merge, tu->key, "facts", ql_sql_text(row, 1), error);
    }
    return !left && add_tu(merge, tu, row, error);
}

/* ---- executables ---- */

static gboolean merge_executable(Merge *merge, sqlite3_stmt *row, GError **error)
{
    return ql_store_add_executable(merge->store, ql_sql_text(row, 0), error) != 0;
}

static gboolean merge_link(Merge *merge, sqlite3_stmt *row, GError **error)
{
    gint64 tu = sqlite3_column_int64(row, 1);
    const gint64 *target = g_hash_table_lookup(merge->tus, &tu);
    if (!target) {
        ql_sql_set_damaged(merge->other->sql, "rows of executable_tu", error);
        return FALSE;
    }
    gint64 executable = ql_store_add_executable(merge->store, ql_sql_text(row, 0), error);
    return executable && ql_store_link(merge->store, executable, *target,
                                       sqlite3_column_int64(row, 2) != 0, error);
}

/* ---- the whole ---- */

static gboolean merge_all(Merge *merge, GError **error)
{
    QlStore *other = merge->other;
    return merge_definitions(merge, error) &&
           each_row(merge, other, "SELECT id, path, hash FROM file ORDER BY id", merge_file,
                    error) &&
           each_row(merge, merge->store, all_tus, note_known, error) &&
           each_row(merge, other, all_tus, merge_tu, error) &&
           each_row(merge, other, "SELECT name FROM executable", merge_executable, error) &&
           each_row(merge, other,
                    "SELECT e.name, l.tu, l.archive FROM executable_tu AS l"
                    " JOIN executable AS e ON e.id = l.executable",
                    merge_link, error);
}

static gboolean merge_other(QlStore *store, QlStore *other, const char *path, GError **error)
{
    Merge merge = {.store = store, .other = other, .path = path};
    map_init(&merge.definitions);
    map_init(&merge.files);
    merge.known =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    merge.tus = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    gboolean good = merge_all(&merge, error);
    g_hash_table_destroy(merge.tus);
    g_hash_table_destroy(merge.known);
    map_clear(&merge.files);
    map_clear(&merge.definitions);
    return good;
}

/* Opens the index at @path, which must be of the versions of @store. */
static QlStore *open_other(QlStore *store, const char *path, GError **error)
{
    g_autofree char *frontend = ql_store_get_meta(store, "frontend_version", error);
    g_autofree char *clang = frontend ? ql_store_get_meta(store, "clang_version", error) : NULL;
    if (!clang) {
        return NULL;
    }
    QlStoreMeta meta = {.frontend_version = atoi(frontend), .clang_version = clang};
    return ql_store_open_shard(path, &meta, error);
}

gboolean ql_store_merge(QlStore *store, const char *path, GError **error)
{
    g_autoptr(QlStore) other = open_other(store, path, error);
    if (!other || !ql_store_commit(store, error) || !ql_store_begin(store, error)) {
        return FALSE;
    }
    if (merge_other(store, other, path, error) && ql_store_commit(store, error)) {
        return TRUE;
    }
    ql_store_roll_back(store);
    return FALSE;
}
