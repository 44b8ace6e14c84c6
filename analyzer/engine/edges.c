/* SPDX-License-Identifier: Apache-2.0 */
/* Which calls can be made on a kind of thread, or under a lock. */
#include "engine.h"

/* An operation is no call to the engine, but its function is the callee of one all the same. */
static void add_operation(GHashTable *edges, const QlContext *context, const QlSite *site)
{
    const GPtrArray *calls = context->function->calls;
    for (guint i = 0; i < calls->len; i++) {
        QlCallEdge *edge = calls->pdata[i];
        if (edge->event == site->event) {
            g_hash_table_add(edges, edge);
        }
    }
}

static void add_sites(const QlEngine *engine, const QlContext *context, int position,
                      GHashTable *edges)
{
    for (guint k = 0; k < context->sites->len; k++) {
        const QlSite *site = &g_array_index(context->sites, QlSite, k);
        if (position >= 0 && ql_lockset_depth(site->lockset, (guint)position) == 0) {
            continue;
        }
        if (!site->edge && !site->by_callee) {
            add_operation(edges, context, site);
        } else if (site->edge && ql_contexts_callee(engine->contexts, context, site)) {
            g_hash_table_add(edges, (gpointer)site->edge);
        }
    }
}

GHashTable *ql_engine_edges(const QlEngine *engine, int thread, int lock_class)
{
    GHashTable *edges = g_hash_table_new(NULL, NULL);
    const GPtrArray *all = ql_contexts_all(engine->contexts);
    int position = lock_class < 0 ? -1 : ql_tracked_position(&engine->tracked, lock_class);
    for (guint i = 0; i < all->len; i++) {
        const QlContext *context = all->pdata[i];
        if (thread < 0 || context->thread == (guint)thread) {
            add_sites(engine, context, position, edges);
        }
    }
    return edges;
}
