/* SPDX-License-Identifier: Apache-2.0 */
#include "starters.h"

static void started_free(gpointer data)
{
    QlStarted *started = data;
    g_ptr_array_unref(started->path);
    g_free(started);
}

/* Function -> the one that leads to it, for all that @start reaches, itself among them. */
static GHashTable *reach(QlFunction *start)
{
    GHashTable *from = g_hash_table_new(NULL, NULL);
    GQueue queue = G_QUEUE_INIT;
    g_hash_table_insert(from, start, NULL);
    g_queue_push_tail(&queue, start);
    while (!g_queue_is_empty(&queue)) {
        QlFunction *function = g_queue_pop_head(&queue);
        for (guint i = 0; i < function->calls->len; i++) {
            const QlCallEdge *edge = function->calls->pdata[i];
            if (!edge->gateway && !g_hash_table_contains(from, edge->callee)) {
                g_hash_table_insert(from, edge->callee, function);
                g_queue_push_tail(&queue, edge->callee);
            }
        }
    }
    return from;
}

static QlStarted *started_new(GHashTable *from, const QlThreadCreation *creation)
{
    QlStarted *started = g_new0(QlStarted, 1);
    started->creation = creation;
    started->path = g_ptr_array_new();
    for (QlFunction *f = creation->site; f; f = g_hash_table_lookup(from, f)) {
        g_ptr_array_insert(started->path, 0, f);
    }
    return started;
}

GPtrArray *ql_threads_started(const QlProgram *program, QlFunction *function)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(started_free);
    g_autoptr(GHashTable) from = reach(function);
    for (guint i = 0; i < program->creations->len; i++) {
        const QlThreadCreation *creation = program->creations->pdata[i];
        if (!creation->forwards && !creation->inner &&
            g_hash_table_contains(from, creation->site)) {
            g_ptr_array_add(all, started_new(from, creation));
        }
    }
    return all;
}
