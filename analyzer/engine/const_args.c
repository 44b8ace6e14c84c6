/* SPDX-License-Identifier: Apache-2.0 */
#include "const_args.h"
#include "atoms.h"
#include <string.h>

/* The parameter that @ref is, or -1. */
static int parameter_of(const QlFlow *flow, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    return expr->kind == QL_EXPR_PARAM && expr->value < QL_MAX_CONST_ARGS ? (int)expr->value : -1;
}

static gboolean is_known(const QlConstArgs *args, int parameter)
{
    return parameter >= 0 && (args->known >> parameter & 1);
}

QlConstArgs ql_const_args_pass(const QlCallEdge *edge, const QlConstArgs *args)
{
    const QlFlow *flow = edge->caller->def->flow;
    QlConstArgs passed = {.known = 0};

    for (guint i = 0; edge->kind == QL_HOP_DIRECT && i < edge->event->n_args; i++) {
        QlExprRef ref = ql_flow_arg(flow, edge->event, i);
        const QlExpr *expr = ql_flow_expr(flow, ref);
        int parameter = parameter_of(flow, ref);
        if (i < QL_MAX_CONST_ARGS && (expr->kind == QL_EXPR_INT || is_known(args, parameter))) {
            passed.known |= 1u << i;
            passed.value[i] = expr->kind == QL_EXPR_INT ? expr->value : args->value[parameter];
        }
    }
    return passed;
}

/* The parameters that the function may change. */
static guint32 changed(const QlFlow *flow)
{
    guint32 mask = 0;

    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        int parameter = event->kind == QL_EVENT_ASSIGN ? parameter_of(flow, event->target) : -1;
        mask |= parameter >= 0 ? 1u << parameter : 0;
    }
    for (guint i = 1; i < flow->exprs->len; i++) {
        const QlExpr *expr = ql_flow_expr(flow, i);
        int parameter = expr->kind == QL_EXPR_ADDR ? parameter_of(flow, expr->a) : -1;
        mask |= parameter >= 0 ? 1u << parameter : 0;
    }
    return mask;
}

/* Whether @args let @edge of @block be taken. */
static gboolean is_open(const QlFlow *flow, const QlBlock *block, const QlEdge *edge,
                        const QlConstArgs *args)
{
    gboolean negated = FALSE;

    if (block->term != QL_TERM_BRANCH) {
        return TRUE;
    }
    int parameter = parameter_of(flow, ql_atoms_strip(flow, block->cond, &negated));
    if (!is_known(args, parameter)) {
        return TRUE;
    }
    gboolean truth = (args->value[parameter] != 0) != negated;
    return truth == (edge->kind == QL_EDGE_TRUE);
}

/* Marks in @reached what can be gone to from @block. */
static void go_on(const QlFlow *flow, guint block, const QlConstArgs *args, guint8 *reached)
{
    const QlBlock *from = ql_flow_block(flow, block);

    reached[block] = TRUE;
    for (guint i = 0; i < from->n_edges; i++) {
        const QlEdge *edge = ql_flow_edge(flow, from, i);
        if (!reached[edge->target] && is_open(flow, from, edge, args)) {
            go_on(flow, edge->target, args, reached);
        }
    }
}

gboolean ql_const_args_allow(const QlFunction *function, const QlConstArgs *args,
                             const QlEvent *event)
{
    const QlFlow *flow = function->def->flow;
    QlConstArgs sure = *args;

    sure.known &= ~changed(flow);
    if (!sure.known) {
        return TRUE;
    }
    g_autofree guint8 *reached = g_new0(guint8, flow->blocks->len);
    go_on(flow, 0, &sure, reached);
    return reached[ql_flow_block_of(flow, event)];
}
