/* SPDX-License-Identifier: Apache-2.0 */
#include "query.h"

QlQuery ql_query_new(const GArray *forbidden, guint max_witnesses)
{
    return (QlQuery){.taken = -1,
                     .focus = -1,
                     .forbidden = forbidden,
                     .max_witnesses = max_witnesses,
                     .max_doubt = QL_MAX_DOUBT};
}

void ql_query_hold(const QlEngine *engine, QlQuery *query, int lock_class)
{
    if (ql_tracked_position(&engine->tracked, lock_class) < 0) {
        query->focus = lock_class;
    } else if (query->holding.n < QL_MAX_TRACKED) {
        query->holding.classes[query->holding.n++] = lock_class;
    }
}

static gboolean holds_all(const QlEngine *engine, const QlTracked *classes, QlLockset lockset,
                          guint depth)
{
    for (guint i = 0; i < classes->n; i++) {
        if (ql_tracked_depth(&engine->tracked, lockset, classes->classes[i]) < depth) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean holds_any(const QlEngine *engine, const QlTracked *classes, QlLockset lockset)
{
    for (guint i = 0; i < classes->n; i++) {
        if (ql_tracked_depth(&engine->tracked, lockset, classes->classes[i]) > 0) {
            return TRUE;
        }
    }
    return FALSE;
}

gboolean ql_query_is_held(const QlEngine *engine, const QlQuery *query, QlLockset lockset)
{
    return (query->focus < 0 || ql_lockset_depth(lockset, QL_FOCUS_POSITION)) &&
           holds_all(engine, &query->holding, lockset, 1) &&
           holds_all(engine, &query->twice, lockset, 2);
}

static gboolean is_listed(const QlQuery *query, const QlSite *site)
{
    return query->forbidden ? ql_classes_have(query->forbidden, site->lock_class)
                            : site->op == QL_OP_ACQUIRE;
}

gboolean ql_query_is_forbidden(const QlEngine *engine, const QlQuery *query, const QlPlace *place,
                               const QlSite *site)
{
    gboolean takes = site->op == QL_OP_ACQUIRE || site->op == QL_OP_WAIT;
    QlLockset lockset = ql_place_lockset(place, site);
    return !site->edge && !site->by_callee && takes && is_listed(query, site) &&
           ql_query_is_held(engine, query, lockset) &&
           !holds_any(engine, &query->not_holding, lockset);
}

/* Whether the callee of @site runs in a context of its own: a fact that the query asks for begins
 * anew. */
static gboolean starts_anew(const QlEngine *engine, const QlQuery *query, const QlSite *site)
{
    const QlLockClasses *classes = engine->classes;
    const QlTracked *holding = &query->holding;
    for (guint i = 0; site->edge->adds && i < holding->n; i++) {
        const QlLockClass *info = ql_lock_classes_get(classes, (guint)holding->classes[i]);
        if (info->fact && g_strv_contains((const char *const *)site->edge->adds, info->name)) {
            return TRUE;
        }
    }
    return FALSE;
}

/*
 * Whether @site calls what a rule forbids to call. What happens inside is the same violation, and
 * only continues its witness.
 */
static gboolean is_inside(const QlEngine *engine, const QlQuery *query, const QlPlace *place,
                          const QlSite *site)
{
    const QlOp *op = ql_lock_classes_op(engine->classes, site->event);
    if (!op || op->wait < 0) {
        return FALSE;
    }
    const QlSite wait = {
        .event = site->event, .op = QL_OP_WAIT, .lock_class = op->wait, .lockset = site->lockset};
    return ql_query_is_forbidden(engine, query, place, &wait);
}

gboolean ql_query_follows(const QlEngine *engine, const QlQuery *query, const QlPlace *place,
                          const QlSite *site)
{
    return site->edge && ql_query_is_held(engine, query, ql_place_lockset(place, site)) &&
           !starts_anew(engine, query, site) && !is_inside(engine, query, place, site);
}

guint ql_query_depth(const QlPlace *place, const QlSite *site)
{
    guint depth = ql_lockset_depth(ql_place_lockset(place, site), QL_FOCUS_POSITION);
    return MIN(depth, QL_FOCUS_DEPTHS - 1);
}
