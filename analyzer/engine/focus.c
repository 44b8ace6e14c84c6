/* SPDX-License-Identifier: Apache-2.0 */
#include "focus.h"

/* What a function that touches the class does when entered with one lockset. */
typedef struct Behaviour {
    const QlFunction *function;
    QlLockset lockset; /* with the class's depth */
    GArray *sites;
} Behaviour;

struct QlFocus {
    QlContexts *contexts;
    int lock_class;
    GHashTable *behaviours; /* set of Behaviour* */
};

static guint behaviour_hash(gconstpointer key)
{
    const Behaviour *behaviour = key;
    guint64 bits = behaviour->lockset * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
    return (guint)(bits >> 32) ^ g_direct_hash(behaviour->function);
}

static gboolean behaviour_equal(gconstpointer a, gconstpointer b)
{
    const Behaviour *x = a;
    const Behaviour *y = b;
    return x->function == y->function && x->lockset == y->lockset;
}

static void behaviour_free(gpointer data)
{
    Behaviour *behaviour = data;
    g_array_unref(behaviour->sites);
    g_free(behaviour);
}

QlFocus *ql_focus_new(QlContexts *contexts, int lock_class)
{
    QlFocus *focus = g_new0(QlFocus, 1);
    focus->contexts = contexts;
    focus->lock_class = lock_class;
    focus->behaviours =
        g_hash_table_new_full(behaviour_hash, behaviour_equal, behaviour_free, NULL);
    return focus;
}

void ql_focus_free(QlFocus *focus)
{
    g_hash_table_destroy(focus->behaviours);
    g_free(focus);
}

static const GArray *sites_of(QlFocus *focus, const QlContext *context, guint depth)
{
    Behaviour key = {context->function, ql_lockset_with(context->lockset, QL_FOCUS_POSITION, depth),
                     NULL};
    Behaviour *found = g_hash_table_lookup(focus->behaviours, &key);
    if (!found) {
        key.sites = ql_contexts_focused_sites(focus->contexts, context->function, context->lockset,
                                              focus->lock_class, depth);
        found = g_memdup2(&key, sizeof key);
        g_hash_table_add(focus->behaviours, found);
    }
    return found->sites;
}

QlPlace ql_focus_place(QlFocus *focus, const QlContext *context, guint depth)
{
    QlPlace place = {.context = context, .depth = depth};
    if (focus->lock_class >= 0 &&
        ql_contexts_touches(focus->contexts, context->function, focus->lock_class)) {
        place.sites = sites_of(focus, context, depth);
    } else {
        place.sites = context->sites;
        place.extra = ql_lockset_with(0, QL_FOCUS_POSITION, depth);
    }
    return place;
}

QlLockset ql_place_entry(const QlPlace *place)
{
    return ql_lockset_with(place->context->lockset, QL_FOCUS_POSITION, place->depth);
}
