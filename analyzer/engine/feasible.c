/* SPDX-License-Identifier: Apache-2.0 */
#include "feasible.h"
#include "const_args.h"

/* Calls after which a function may come back to itself and still be said to be recursive. */
#define MAX_CYCLE 3

/*
 * Whether calls named in the source lead from @function, which has @args, back to the function of
 * @hop, with arguments that let it make that call.
 */
static gboolean comes_back(const QlFunction *function, const QlConstArgs *args, const QlHop *hop,
                           guint calls)
{
    for (guint i = 0; calls && i < function->calls->len; i++) {
        const QlCallEdge *edge = function->calls->pdata[i];
        if (edge->kind != QL_HOP_DIRECT || !ql_const_args_allow(function, args, edge->event)) {
            continue;
        }
        QlConstArgs passed = ql_const_args_pass(edge, args);
        if ((edge->callee == hop->function &&
             ql_const_args_allow(hop->function, &passed, hop->event)) ||
            comes_back(edge->callee, &passed, hop, calls - 1)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* A call of @function of the same callee as @edge that @args allow; NULL: there is none. */
static const QlCallEdge *allowed_call(const QlFunction *function, const QlCallEdge *edge,
                                      const QlConstArgs *args)
{
    for (guint i = 0; i < function->calls->len; i++) {
        const QlCallEdge *other = function->calls->pdata[i];
        if (other->callee == edge->callee && ql_const_args_allow(function, args, other->event)) {
            return other;
        }
    }
    return NULL;
}

gboolean ql_path_is_feasible(const GArray *hops)
{
    QlConstArgs args = {0};
    for (guint i = 0; i < hops->len; i++) {
        const QlHop *hop = &g_array_index(hops, QlHop, i);
        const QlCallEdge *edge = hop->edge;
        if (!ql_const_args_allow(hop->function, &args, hop->event)) {
            edge = edge ? allowed_call(hop->function, edge, &args) : NULL;
            if (!edge && !comes_back(hop->function, &args, hop, MAX_CYCLE)) {
                return FALSE; /* also with other arguments */
            }
        }
        args = edge ? ql_const_args_pass(edge, &args) : (QlConstArgs){0};
    }
    return TRUE;
}
