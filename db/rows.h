/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The row numbers a table has, and runs over them. What a run covers is always compared with what
 * is there, so that a damaged run costs neither time nor memory. Private to db/.
 */
#ifndef QL_ROWS_H
#define QL_ROWS_H

#include "runs.h"
#include "sql.h"

/**
 * The row numbers (gint64) the query @text gives, ascending; free with g_array_unref(). NULL with
 * @error.
 */
GArray *ql_rows_read(QlSql *sql, const char *text, GError **error);

/** How many of @rows are less than @row. */
guint ql_rows_before(const GArray *rows, gint64 row);

/** Whether @rows has all of @run; *@at is then the position of the first. */
gboolean ql_rows_find(const GArray *rows, QlRun run, guint *at);

/**
 * The runs (QlRun) that @statement gives for TU @tu; free with g_array_unref(). They ascend, do not
 * overlap, and @rows (NULL: not compared) has all they cover: otherwise the index is damaged, and
 * @error says so. NULL with @error.
 */
GArray *ql_rows_read_runs(QlSql *sql, QlStatement statement, gint64 tu, const GArray *rows,
                          GError **error);

#endif
