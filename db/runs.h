/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of row numbers as runs of consecutive ones. Private to db/. */
#ifndef QL_RUNS_H
#define QL_RUNS_H

#include <glib.h>

typedef struct QlRun {
    gint64 first;
    gint64 last;
} QlRun;

/** Compares two row numbers (gint64), for sorting. */
int ql_runs_compare_ids(gconstpointer a, gconstpointer b);

/** The runs (QlRun) that make up @ids (gint64), which is sorted; free with g_array_unref(). */
GArray *ql_runs_new(GArray *ids);

#endif
