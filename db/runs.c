/* SPDX-License-Identifier: Apache-2.0 */
#include "runs.h"

int ql_runs_compare_ids(gconstpointer a, gconstpointer b)
{
    gint64 x = *(const gint64 *)a;
    gint64 y = *(const gint64 *)b;
    return (x > y) - (x < y);
}

GArray *ql_runs_new(GArray *ids)
{
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(QlRun));
    g_array_sort(ids, ql_runs_compare_ids);
    for (guint i = 0; i < ids->len; i++) {
        gint64 id = g_array_index(ids, gint64, i);
        QlRun *last = runs->len ? &g_array_index(runs, QlRun, runs->len - 1) : NULL;
        if (last && id <= last->last + 1) {
            last->last = id;
            continue;
        }
        QlRun run = {id, id};
        g_array_append_val(runs, run);
    }
    return runs;
}
