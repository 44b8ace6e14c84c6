/* SPDX-License-Identifier: Apache-2.0 */
#include "unmet_private.h"

void ql_unmet_view_clear(QlUnmetView *view)
{
    g_clear_pointer(&view->called, g_hash_table_unref);
    g_clear_pointer(&view->granted[0], g_hash_table_unref);
    g_clear_pointer(&view->granted[1], g_hash_table_unref);
}

static gboolean holds(const QlUnmetView *view, QlLockset lockset, int lock_class)
{
    return ql_tracked_depth(&view->engine.tracked, lockset, lock_class) > 0;
}

static gboolean holds_instead(const QlUnmetView *view, QlLockset lockset,
                              const QlRequirement *entry)
{
    for (guint i = 0; entry && entry->instead[i]; i++) {
        if (holds(view, lockset, ql_lock_classes_find(view->engine.classes, entry->instead[i]))) {
            return TRUE;
        }
    }
    return FALSE;
}

gboolean ql_duty_is_met(const QlUnmetView *view, QlLockset lockset, const QlDuty *duty)
{
    return holds(view, lockset, duty->lock_class) != duty->without ||
           holds_instead(view, lockset, duty->entry);
}

static void grant_entered(const QlUnmetView *view, const QlDuty *duty, GHashTable *set)
{
    const GPtrArray *all = ql_contexts_all(view->engine.contexts);

    for (guint i = 0; i < all->len; i++) {
        const QlContext *context = all->pdata[i];
        if (holds(view, context->lockset, duty->lock_class) != duty->without) {
            g_hash_table_add(set, (gpointer)context->function);
        }
    }
}

/* What is called right under a lock that the caller took. */
static void grant_called(const QlUnmetView *view, const QlDuty *duty, GHashTable *set)
{
    const GPtrArray *all = ql_contexts_all(view->engine.contexts);

    for (guint i = 0; i < all->len; i++) {
        const QlContext *context = all->pdata[i];
        for (guint k = 0; !ql_duty_is_met(view, context->lockset, duty) && k < context->sites->len;
             k++) {
            const QlSite *site = &g_array_index(context->sites, QlSite, k);
            if (site->edge && ql_duty_is_met(view, site->lockset, duty)) {
                g_hash_table_add(set, site->edge->callee);
            }
        }
    }
}

typedef void (*Grant)(const QlUnmetView *view, const QlDuty *duty, GHashTable *set);

/* The set that @grant makes for @duty, made once a class. */
static GHashTable *granted_by(const QlUnmetView *view, GHashTable **table, const QlDuty *duty,
                              Grant grant)
{
    if (!*table) {
        *table = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
    }
    GHashTable *set = g_hash_table_lookup(*table, GINT_TO_POINTER(duty->lock_class));
    if (!set) {
        set = g_hash_table_new(NULL, NULL);
        grant(view, duty, set);
        g_hash_table_insert(*table, GINT_TO_POINTER(duty->lock_class), set);
    }
    return set;
}

GHashTable *ql_duty_granted(QlUnmetView *view, const QlDuty *duty)
{
    return granted_by(view, &view->granted[duty->without], duty, grant_entered);
}

gboolean ql_duty_is_skipped_by(QlUnmetView *view, const QlDuty *duty, const QlFunction *function)
{
    const QlLockClass *info = ql_lock_classes_get(view->engine.classes, (guint)duty->lock_class);

    return info->recursive && !duty->without &&
           !g_hash_table_contains(granted_by(view, &view->called, duty, grant_called), function);
}
