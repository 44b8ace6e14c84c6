/* SPDX-License-Identifier: Apache-2.0 */
#include "rows.h"
#include "store_private.h"
#include <string.h>

static gboolean read_count(QlStore *store, const char *text, guint *count, GError **error)
{
    g_autoptr(sqlite3_stmt) stmt = ql_sql_prepare(store->sql, text, error);
    if (!stmt || !ql_sql_step(store->sql, stmt, error)) {
        return FALSE;
    }
    *count = (guint)CLAMP(sqlite3_column_int64(stmt, 0), 0, G_MAXINT32);
    return TRUE;
}

gboolean ql_store_summary(QlStore *store, QlStoreSummary *summary, GError **error)
{
    g_autofree char *state = ql_store_get_meta(store, "state", error);
    if (!state) {
        return FALSE;
    }
    summary->state = g_strcmp0(state, "complete") == 0 ? QL_STORE_COMPLETE : QL_STORE_IN_PROGRESS;
    return read_count(store, "SELECT count(*) FROM tu", &summary->tus, error) &&
           read_count(store, "SELECT count(*) FROM tu WHERE state = 'clean'", &summary->clean,
                      error) &&
           read_count(store, "SELECT count(*) FROM tu WHERE state = 'errors'", &summary->errors,
                      error) &&
           read_count(store, "SELECT count(*) FROM tu WHERE state = 'failed'", &summary->failed,
                      error) &&
           read_count(store, "SELECT count(*) FROM symbol WHERE kind = 'function'",
                      &summary->functions, error) &&
           read_count(store, "SELECT count(*) FROM symbol WHERE kind = 'variable'",
                      &summary->variables, error);
}

gboolean ql_store_each_definition(QlStore *store, QlDefinitionFunc func, gpointer user,
                                  GError **error)
{
    GError *problem = NULL;
    g_autoptr(sqlite3_stmt) stmt =
        ql_sql_prepare(store->sql, "SELECT data FROM definition ORDER BY content", error);
    if (!stmt) {
        return FALSE;
    }
    QlStoredDefinition def = {0};
    while (ql_sql_step(store->sql, stmt, &problem)) {
        QlBlob data = ql_sql_blob(stmt, 0);
        def.id++;
        def.data = data.data;
        def.len = data.len;
        if (!func(&def, user)) {
            break;
        }
    }
    if (problem) {
        g_propagate_error(error, problem);
    }
    return !problem;
}

typedef struct Place {
    gint64 row;
    gint64 position;
} Place;

/* The rows of definitions, in the order of their contents. */
static GArray *read_places(QlStore *store, GError **error)
{
    GError *problem = NULL;
    g_autoptr(sqlite3_stmt) stmt =
        ql_sql_prepare(store->sql, "SELECT id FROM definition ORDER BY content", error);
    if (!stmt) {
        return NULL;
    }
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(Place));
    while (ql_sql_step(store->sql, stmt, &problem)) {
        Place place = {sqlite3_column_int64(stmt, 0), (gint64)places->len + 1};
        g_array_append_val(places, place);
    }
    if (problem) {
        g_propagate_error(error, problem);
        return NULL;
    }
    return g_steal_pointer(&places);
}

static gboolean ensure_positions(QlStore *store, GError **error)
{
    if (store->positions) {
        return TRUE;
    }
    g_autoptr(GArray) places = read_places(store, error);
    if (!places) {
        return FALSE;
    }
    g_array_sort(places, ql_runs_compare_ids); /* by what they begin with */
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) positions = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < places->len; i++) {
        const Place *place = &g_array_index(places, Place, i);
        if (i && place[-1].row == place->row) {
            ql_sql_set_damaged(store->sql, "rows of definition", error);
            return FALSE;
        }
        g_array_append_val(rows, place->row);
        g_array_append_val(positions, place->position);
    }
    store->rows = g_steal_pointer(&rows);
    store->positions = g_steal_pointer(&positions);
    return TRUE;
}

static void append_run(const QlStore *store, GArray *ids, QlRun run)
{
    guint at = ql_rows_before(store->rows, run.first);
    const gint64 *positions = &g_array_index(store->positions, gint64, at);
    g_array_append_vals(ids, positions, (guint)(run.last - run.first + 1));
}

static gboolean read_definition_ids(QlStore *store, gint64 tu, GArray *ids, GError **error)
{
    g_autoptr(GArray) runs =
        ql_rows_read_runs(store->sql, QL_SQL_TU_DEFINITIONS, tu, store->rows, error);
    if (!runs) {
        return FALSE;
    }
    g_array_set_size(ids, 0);
    for (guint i = 0; i < runs->len; i++) {
        append_run(store, ids, g_array_index(runs, QlRun, i));
    }
    g_array_sort(ids, ql_runs_compare_ids);
    return TRUE;
}

/* TUs are numbered over all of them, so that one has the same id in every executable. */
#define NUMBERED_TUS                                                                               \
    "SELECT row_number() OVER (ORDER BY source, output, flags_hash, id) AS number, id, source,"    \
    " output, state, errors, message FROM tu"

static const char all_tus[] =
    "SELECT number, id, source, output, state, errors, message, 0 FROM (" NUMBERED_TUS
    ") ORDER BY number";

static const char executable_tus[] =
    "SELECT t.number, t.id, t.source, t.output, t.state, t.errors, t.message, l.archive"
    " FROM (" NUMBERED_TUS ") AS t JOIN executable_tu AS l ON l.tu = t.id"
    " WHERE l.executable = (SELECT id FROM executable WHERE name = ?) ORDER BY t.number";

QlTuState ql_tu_state_from_name(const char *name)
{
    if (strcmp(name, "clean") == 0) {
        return QL_TU_CLEAN;
    }
    return strcmp(name, "errors") == 0 ? QL_TU_ERRORS : QL_TU_FAILED;
}

static void read_tu(sqlite3_stmt *stmt, QlStoredTu *tu)
{
    tu->id = sqlite3_column_int64(stmt, 0);
    tu->source = ql_sql_text(stmt, 2);
    tu->output = ql_sql_text(stmt, 3);
    tu->state = ql_tu_state_from_name(ql_sql_text(stmt, 4));
    tu->errors = (guint)sqlite3_column_int64(stmt, 5);
    tu->message = (const char *)sqlite3_column_text(stmt, 6);
    tu->archive = sqlite3_column_int(stmt, 7) != 0;
}

static gboolean visit_tus(QlStore *store, sqlite3_stmt *stmt, QlTuFunc func, gpointer user,
                          GError **error)
{
    GError *problem = NULL;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    while (ql_sql_step(store->sql, stmt, &problem)) {
        if (!read_definition_ids(store, sqlite3_column_int64(stmt, 1), ids, error)) {
            return FALSE;
        }
        QlStoredTu tu = {.n_definitions = ids->len};
        read_tu(stmt, &tu);
        tu.definitions = (const gint64 *)(void *)ids->data;
        if (!func(&tu, user)) {
            break;
        }
    }
    if (problem) {
        g_propagate_error(error, problem);
    }
    return !problem;
}

static gboolean check_executable(QlStore *store, const char *name, GError **error)
{
    g_auto(GStrv) names = ql_store_executables(store, error);
    if (!names || g_strv_contains((const char *const *)names, name)) {
        return names != NULL;
    }
    g_autofree char *list = g_strjoinv(", ", names);
    g_set_error(error, QL_STORE_ERROR, QL_STORE_ERROR_QUERY, "%s: no executable '%s'; it has: %s",
                ql_sql_path(store->sql), name, *list ? list : "none");
    return FALSE;
}

gboolean ql_store_each_tu(QlStore *store, const char *executable, QlTuFunc func, gpointer user,
                          GError **error)
{
    if ((executable && !check_executable(store, executable, error)) ||
        !ensure_positions(store, error)) {
        return FALSE;
    }
    g_autoptr(sqlite3_stmt) stmt =
        ql_sql_prepare(store->sql, executable ? executable_tus : all_tus, error);
    if (!stmt) {
        return FALSE;
    }
    if (executable) {
        sqlite3_bind_text(stmt, 1, executable, -1, SQLITE_STATIC);
    }
    return visit_tus(store, stmt, func, user, error);
}

char **ql_store_executables(QlStore *store, GError **error)
{
    GError *problem = NULL;
    g_autoptr(sqlite3_stmt) stmt =
        ql_sql_prepare(store->sql, "SELECT name FROM executable ORDER BY name", error);
    if (!stmt) {
        return NULL;
    }
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    while (ql_sql_step(store->sql, stmt, &problem)) {
        g_strv_builder_add(names, ql_sql_text(stmt, 0));
    }
    if (problem) {
        g_propagate_error(error, problem);
        return NULL;
    }
    return g_strv_builder_end(names);
}
