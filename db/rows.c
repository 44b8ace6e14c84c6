/* SPDX-License-Identifier: Apache-2.0 */
#include "rows.h"

GArray *ql_rows_read(QlSql *sql, const char *text, GError **error)
{
    GError *problem = NULL;
    g_autoptr(sqlite3_stmt) stmt = ql_sql_prepare(sql, text, error);
    if (!stmt) {
        return NULL;
    }
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
    while (ql_sql_step(sql, stmt, &problem)) {
        gint64 row = sqlite3_column_int64(stmt, 0);
        g_array_append_val(rows, row);
    }
    if (problem) {
        g_propagate_error(error, problem);
        return NULL;
    }
    g_array_sort(rows, ql_runs_compare_ids);
    return g_steal_pointer(&rows);
}

guint ql_rows_before(const GArray *rows, gint64 row)
{
    guint low = 0;
    guint high = rows->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(rows, gint64, middle) < row) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

gboolean ql_rows_find(const GArray *rows, QlRun run, guint *at)
{
    guint first = ql_rows_before(rows, run.first);
    if (run.first < 1 || run.last < run.first || first == rows->len ||
        run.last - run.first >= (gint64)(rows->len - first)) {
        return FALSE;
    }
    *at = first;
    return g_array_index(rows, gint64, first) == run.first &&
           g_array_index(rows, gint64, first + (guint)(run.last - run.first)) == run.last;
}

/* Appends the run in @stmt's row to @runs; FALSE if that is none a writer makes. */
static gboolean take_run(sqlite3_stmt *stmt, const GArray *rows, GArray *runs)
{
    guint at;
    QlRun run = {sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1)};
    gint64 after = runs->len ? g_array_index(runs, QlRun, runs->len - 1).last : 0;
    if (run.first <= after || run.last < run.first || (rows && !ql_rows_find(rows, run, &at))) {
        return FALSE;
    }
    g_array_append_val(runs, run);
    return TRUE;
}

GArray *ql_rows_read_runs(QlSql *sql, QlStatement statement, gint64 tu, const GArray *rows,
                          GError **error)
{
    GError *problem = NULL;
    sqlite3_stmt *stmt = ql_sql_bind(sql, statement, error, "i", tu);
    if (!stmt) {
        return NULL;
    }
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(QlRun));
    while (ql_sql_step(sql, stmt, &problem)) {
        if (!take_run(stmt, rows, runs)) {
            sqlite3_reset(stmt);
            ql_sql_set_damaged(sql, "rows of a TU", error);
            return NULL;
        }
    }
    if (problem) {
        g_propagate_error(error, problem);
        return NULL;
    }
    return g_steal_pointer(&runs);
}
