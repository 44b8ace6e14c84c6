/* SPDX-License-Identifier: Apache-2.0 */
/* Changes to what is stored, and the removal of what nothing refers to any more. */
#include "rows.h"
#include "store_private.h"

gboolean ql_store_set_file_hash(QlStore *store, const char *path, const guint8 *hash,
                                GError **error)
{
    QlBlob value = {hash, hash ? QL_HASH_SIZE : 0};
    return ql_store_begin(store, error) &&
           ql_sql_run(store->sql, QL_SQL_SET_FILE_HASH, error, "bs", value, path);
}

gboolean ql_store_set_output(QlStore *store, gint64 tu, const char *output, GError **error)
{
    return ql_store_begin(store, error) &&
           ql_sql_run(store->sql, QL_SQL_SET_OUTPUT, error, "si", output ? output : "", tu);
}

gboolean ql_store_remove_tu(QlStore *store, gint64 tu, GError **error)
{
    static const QlStatement statements[] = {QL_SQL_REMOVE_TU_LINKS, QL_SQL_REMOVE_TU_DEFINITIONS,
                                             QL_SQL_REMOVE_TU_FILES, QL_SQL_REMOVE_TU};
    if (!ql_store_begin(store, error)) {
        return FALSE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(statements); i++) {
        if (!ql_sql_run(store->sql, statements[i], error, "i", tu)) {
            ql_store_roll_back(store); /* half a TU must not be committed later */
            return FALSE;
        }
    }
    return TRUE;
}

gboolean ql_store_clear_executables(QlStore *store, GError **error)
{
    return ql_store_begin(store, error) &&
           ql_sql_exec(store->sql, "DELETE FROM executable_tu; DELETE FROM executable", error);
}

/* ---- sweeping ---- */

/* A table whose rows live as long as a run of @runs covers them. */
typedef struct Swept {
    const char *rows;       /* query for its row numbers */
    const char *runs;       /* query for the runs that cover them */
    const char *const *del; /* statements that remove rows ?1 to ?2 */
} Swept;

static const char *const delete_definitions[] = {
    "DELETE FROM symbol WHERE definition BETWEEN ?1 AND ?2",
    "DELETE FROM call WHERE definition BETWEEN ?1 AND ?2",
    "DELETE FROM store WHERE definition BETWEEN ?1 AND ?2",
    "DELETE FROM definition WHERE id BETWEEN ?1 AND ?2", NULL};

static const char *const delete_files[] = {"DELETE FROM file WHERE id BETWEEN ?1 AND ?2", NULL};

static const Swept swept_definitions = {
    "SELECT id FROM definition", "SELECT first, last FROM tu_definition", delete_definitions};

static const Swept swept_files = {"SELECT id FROM file", "SELECT first, last FROM tu_file",
                                  delete_files};

/* Counts at which of @rows a run begins, less those that ended before it: what covers row i is the
 * sum up to i. So a damaged run takes no longer than another one. */
static GArray *read_edges(QlStore *store, const Swept *swept, const GArray *rows, GError **error)
{
    GError *problem = NULL;
    g_autoptr(sqlite3_stmt) stmt = ql_sql_prepare(store->sql, swept->runs, error);
    if (!stmt) {
        return NULL;
    }
    g_autoptr(GArray) edges = g_array_new(FALSE, TRUE, sizeof(gint64));
    g_array_set_size(edges, rows->len + 1);
    while (ql_sql_step(store->sql, stmt, &problem)) {
        QlRun run = {sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1)};
        if (run.first <= run.last && run.last < G_MAXINT64) {
            g_array_index(edges, gint64, ql_rows_before(rows, run.first))++;
            g_array_index(edges, gint64, ql_rows_before(rows, run.last + 1))--;
        }
    }
    if (problem) {
        g_propagate_error(error, problem);
        return NULL;
    }
    return g_steal_pointer(&edges);
}

/* The runs of those of @rows that nothing covers. A gap between two of them has no rows. */
static GArray *find_unused(const GArray *rows, const GArray *edges)
{
    GArray *unused = g_array_new(FALSE, FALSE, sizeof(QlRun));
    gint64 covers = 0;
    gboolean extend = FALSE;
    for (guint i = 0; i < rows->len; i++) {
        gint64 row = g_array_index(rows, gint64, i);
        covers += g_array_index(edges, gint64, i);
        if (covers == 0 && extend) {
            g_array_index(unused, QlRun, unused->len - 1).last = row;
        } else if (covers == 0) {
            QlRun run = {row, row};
            g_array_append_val(unused, run);
        }
        extend = covers == 0;
    }
    return unused;
}

static gboolean delete_runs(QlStore *store, const char *text, const GArray *runs, GError **error)
{
    GError *problem = NULL;
    g_autoptr(sqlite3_stmt) stmt = ql_sql_prepare(store->sql, text, error);
    for (guint i = 0; stmt && i < runs->len && !problem; i++) {
        const QlRun *run = &g_array_index(runs, QlRun, i);
        sqlite3_bind_int64(stmt, 1, run->first);
        sqlite3_bind_int64(stmt, 2, run->last);
        ql_sql_step(store->sql, stmt, &problem);
    }
    if (problem) {
        g_propagate_error(error, problem);
    }
    return stmt && !problem;
}

static gboolean sweep_table(QlStore *store, const Swept *swept, GError **error)
{
    g_autoptr(GArray) rows = ql_rows_read(store->sql, swept->rows, error);
    g_autoptr(GArray) edges = rows ? read_edges(store, swept, rows, error) : NULL;
    if (!edges) {
        return FALSE;
    }
    g_autoptr(GArray) unused = find_unused(rows, edges);
    for (guint i = 0; unused->len && swept->del[i]; i++) {
        if (!delete_runs(store, swept->del[i], unused, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

gboolean ql_store_sweep(QlStore *store, GError **error)
{
    if (!ql_store_commit(store, error) || !ql_store_begin(store, error)) {
        return FALSE;
    }
    if (sweep_table(store, &swept_definitions, error) && sweep_table(store, &swept_files, error) &&
        ql_store_commit(store, error)) {
        ql_store_forget_rows(store);
        return TRUE;
    }
    ql_store_roll_back(store);
    return FALSE;
}
