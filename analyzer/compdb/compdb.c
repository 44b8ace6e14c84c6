/* SPDX-License-Identifier: Apache-2.0 */
#include "compdb.h"

G_DEFINE_QUARK(ql - compdb - error - quark, ql_compdb_error)

void ql_compdb_free(QlCompdb *compdb)
{
    if (!compdb) {
        return;
    }
    g_free(compdb->path);
    g_free(compdb->build);
    g_free(compdb->source);
    g_clear_pointer(&compdb->entries, g_ptr_array_unref);
    g_clear_pointer(&compdb->executables, g_ptr_array_unref);
    g_free(compdb);
}

GPtrArray *ql_compdb_match_executables(const QlCompdb *compdb, const char *pattern)
{
    GPtrArray *matching = g_ptr_array_new();

    for (guint i = 0; i < compdb->executables->len; i++) {
        QlExecutable *executable = compdb->executables->pdata[i];

        if (g_pattern_match_simple(pattern, executable->name)) {
            g_ptr_array_add(matching, executable);
        }
    }
    return matching;
}
