/* SPDX-License-Identifier: Apache-2.0 */
/* Which calls can be made on a kind of thread, or under a lock, and how far a kind of thread gets.
 */
#include "engine.h"

/* An operation is no call to the engine, but its function is the callee of one all the same. */
static void add_operation(GHashTable *calls, const QlContext *context, const QlSite *site)
{
    const GPtrArray *edges = context->function->calls;
    for (guint i = 0; i < edges->len; i++) {
        QlCallEdge *edge = edges->pdata[i];
        if (edge->event == site->event) {
            g_hash_table_add(calls, edge);
        }
    }
}

static gboolean is_held(const QlSite *site, int position)
{
    return position < 0 || ql_lockset_depth(site->lockset, (guint)position) > 0;
}

static void add_sites(const QlEngine *engine, const QlContext *context, int position,
                      GHashTable *calls)
{
    for (guint k = 0; k < context->sites->len; k++) {
        const QlSite *site = &g_array_index(context->sites, QlSite, k);
        if (site->edge && is_held(site, position) &&
            ql_contexts_callee(engine->contexts, context, site)) {
            g_hash_table_add(calls, (gpointer)site->edge);
        }
    }
}

static void add_other_calls(const QlEngine *engine, const QlContext *context, int position,
                            GHashTable *calls)
{
    g_autoptr(GArray) sites = ql_contexts_other_calls(engine->contexts, context);
    for (guint k = 0; k < sites->len; k++) {
        const QlSite *site = &g_array_index(sites, QlSite, k);
        if (!is_held(site, position)) {
            continue;
        }
        if (ql_lock_classes_op(engine->classes, site->event)) {
            add_operation(calls, context, site);
        }
        g_hash_table_add(calls, (gpointer)site->event);
    }
}

GHashTable *ql_engine_calls(const QlEngine *engine, int thread, int lock_class)
{
    GHashTable *calls = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) done = g_hash_table_new(NULL, NULL);
    const GPtrArray *all = ql_contexts_all(engine->contexts);
    int position = lock_class < 0 ? -1 : ql_tracked_position(&engine->tracked, lock_class);
    for (guint i = 0; i < all->len; i++) {
        const QlContext *context = all->pdata[i];
        if (thread >= 0 && context->thread != (guint)thread) {
            continue;
        }
        add_sites(engine, context, position, calls);
        if (g_hash_table_add(done, (gpointer)context->sites)) { /* shared by threads */
            add_other_calls(engine, context, position, calls);
        }
    }
    return calls;
}

guint ql_engine_reach(const QlEngine *engine, const char *kind)
{
    g_autoptr(GHashTable) reached = g_hash_table_new(NULL, NULL);
    const GPtrArray *threads = engine->program->threads;
    const GPtrArray *all = ql_contexts_all(engine->contexts);
    for (guint i = 0; i < all->len; i++) {
        const QlContext *context = all->pdata[i];
        const QlThread *thread = threads->pdata[context->thread];
        if (g_str_equal(thread->kind, kind)) {
            g_hash_table_add(reached, (gpointer)context->function);
        }
    }
    return g_hash_table_size(reached);
}
