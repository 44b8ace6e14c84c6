/* SPDX-License-Identifier: Apache-2.0 */
#include "renewal.h"
#include "process_phase.h"

/* How many calls below the one asked about are searched. */
#define MAX_DOWN 2

/* Whether @event of @function is a call that makes @lock_class new. */
static gboolean renews(const QlEngine *engine, const QlFunction *function, const QlEvent *event,
                       int lock_class)
{
    return ql_process_is_op(ql_engine_process(engine), function, event, QL_FORK_RENEW) &&
           ql_lock_classes_of_expr(engine->classes, function,
                                   ql_flow_arg(function->def->flow, event, 0)) == lock_class;
}

gboolean ql_renews_in(const QlEngine *engine, const QlFunction *function, int lock_class,
                      guint calls)
{
    const GArray *events = function->def->flow->events;
    for (guint i = 0; i < events->len; i++) {
        if (renews(engine, function, &g_array_index(events, QlEvent, i), lock_class)) {
            return TRUE;
        }
    }
    for (guint i = 0; calls > 0 && i < function->calls->len; i++) {
        const QlCallEdge *edge = function->calls->pdata[i];
        if (edge->kind == QL_HOP_DIRECT &&
            ql_renews_in(engine, edge->callee, lock_class, calls - 1)) {
            return TRUE;
        }
    }
    return FALSE;
}

gboolean ql_renews_below(const QlEngine *engine, const QlFunction *function, const QlEvent *event,
                         int lock_class)
{
    for (guint i = 0; i < function->calls->len; i++) {
        const QlCallEdge *edge = function->calls->pdata[i];
        if (edge->event == event && edge->kind == QL_HOP_DIRECT &&
            ql_renews_in(engine, edge->callee, lock_class, MAX_DOWN)) {
            return TRUE;
        }
    }
    return renews(engine, function, event, lock_class);
}
