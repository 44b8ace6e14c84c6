/* SPDX-License-Identifier: Apache-2.0 */
#include "refine.h"

static void note(QlIndirect *site, QlFunction *function, QlRefinement reason, QlSym detail)
{
    QlRemoved removed = {function, (guint8)reason, detail};
    if (!site->removed) {
        site->removed = g_array_new(FALSE, FALSE, sizeof(QlRemoved));
    }
    g_array_append_val(site->removed, removed);
}

void ql_refine_to(QlIndirect *site, const GPtrArray *all, const GPtrArray *kept,
                  QlRefinement reason, QlSym detail)
{
    for (guint i = 0; i < all->len; i++) {
        if (!g_ptr_array_find((GPtrArray *)kept, all->pdata[i], NULL)) {
            note(site, all->pdata[i], reason, detail);
        }
    }
}

/* Keeps those of @targets for which keep() holds. */
typedef gboolean (*Keep)(const QlFunction *function, gpointer user);

static void filter(QlIndirect *site, GPtrArray *targets, Keep keep, gpointer user,
                   QlRefinement reason, QlSym detail)
{
    guint kept = 0;
    for (guint i = 0; i < targets->len; i++) {
        QlFunction *function = targets->pdata[i];
        if (keep(function, user)) {
            targets->pdata[kept++] = function;
        } else {
            note(site, function, reason, detail);
        }
    }
    g_ptr_array_set_size(targets, (int)kept);
}

static gboolean is_enabled(const QlRefiner *refiner, QlRefinement refinement)
{
    return refiner->program->refinements & (1u << refinement);
}

static gboolean is_listed(const QlFunction *function, gpointer user)
{
    return g_ptr_array_find(user, function, NULL);
}

static void refine_inherited(const QlRefiner *refiner, QlIndirect *site, GPtrArray *targets,
                             const QlExpr *callee)
{
    const GPtrArray *saved = ql_classes_saved(refiner->classes, callee);
    if (saved && saved->len) {
        filter(site, targets, is_listed, (gpointer)saved, QL_REFINE_INHERITED, 0);
    }
}

typedef struct Embedded {
    const QlPairing *pairing;
    const QlExpr *field;
    const QlExpr *outer;
} Embedded;

static gboolean is_made_with(const QlFunction *function, gpointer user)
{
    const Embedded *embedded = user;
    return ql_pairing_allows(embedded->pairing, embedded->field, embedded->outer, function);
}

static void refine_type(const QlRefiner *refiner, QlIndirect *site, GPtrArray *targets,
                        const QlExpr *callee)
{
    const QlExpr *outer = ql_flow_expr(site->caller->def->flow, callee->a);
    Embedded embedded = {refiner->pairing, callee, outer};
    if (outer->kind == QL_EXPR_FIELD) {
        filter(site, targets, is_made_with, &embedded, QL_REFINE_TYPE, outer->record);
    }
}

void ql_refine(QlRefiner *refiner, QlIndirect *site, GPtrArray *targets)
{
    const QlFlow *flow = site->caller->def->flow;
    const QlExpr *callee = ql_flow_expr(flow, site->event->target);
    gboolean field = callee->kind == QL_EXPR_FIELD;
    if (field && targets->len > 1 && is_enabled(refiner, QL_REFINE_INHERITED)) {
        refine_inherited(refiner, site, targets, callee);
    }
    if (field && targets->len > 1 && is_enabled(refiner, QL_REFINE_TYPE)) {
        refine_type(refiner, site, targets, callee);
    }
}
