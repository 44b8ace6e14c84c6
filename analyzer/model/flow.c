/* SPDX-License-Identifier: Apache-2.0 */
#include "flow.h"

static guint expr_hash(gconstpointer key)
{
    const QlExpr *e = key;
    guint hash = e->kind * 31u + e->op;
    hash = hash * 1000003u ^ e->a;
    hash = hash * 1000003u ^ e->b;
    hash = hash * 1000003u ^ e->name;
    hash = hash * 1000003u ^ e->record;
    return hash * 1000003u ^ (guint)e->value;
}

static gboolean expr_equal(gconstpointer a, gconstpointer b)
{
    const QlExpr *x = a;
    const QlExpr *y = b;
    return x->kind == y->kind && x->op == y->op && x->a == y->a && x->b == y->b &&
           x->name == y->name && x->record == y->record && x->value == y->value;
}

QlFlow *ql_flow_new(void)
{
    QlFlow *flow = g_new0(QlFlow, 1);
    flow->exprs = g_array_new(FALSE, FALSE, sizeof(QlExpr));
    flow->args = g_array_new(FALSE, FALSE, sizeof(QlExprRef));
    flow->events = g_array_new(FALSE, FALSE, sizeof(QlEvent));
    flow->blocks = g_array_new(FALSE, FALSE, sizeof(QlBlock));
    flow->edges = g_array_new(FALSE, FALSE, sizeof(QlEdge));
    QlExpr other = {.kind = QL_EXPR_OTHER, .size = 1};
    g_array_append_val(flow->exprs, other);
    return flow;
}

void ql_flow_free(QlFlow *flow)
{
    if (!flow) {
        return;
    }
    g_array_unref(flow->exprs);
    g_array_unref(flow->args);
    g_array_unref(flow->events);
    g_array_unref(flow->blocks);
    g_array_unref(flow->edges);
    if (flow->index) {
        g_hash_table_destroy(flow->index);
    }
    g_free(flow);
}

static void index_add(QlFlow *flow, QlExprRef ref)
{
    QlExpr *key = g_new(QlExpr, 1);
    *key = *ql_flow_expr(flow, ref);
    g_hash_table_insert(flow->index, key, GUINT_TO_POINTER(ref));
}

/* A graph that is only read never pays for the index. */
static void index_ensure(QlFlow *flow)
{
    if (flow->index) {
        return;
    }
    flow->index = g_hash_table_new_full(expr_hash, expr_equal, g_free, NULL);
    for (guint i = 0; i < flow->exprs->len; i++) {
        index_add(flow, i);
    }
}

/* Operand 0 stands for "none" far more often than for a value: it does not count. */
static guint operand_size(const QlFlow *flow, QlExprRef ref)
{
    return ref ? ql_flow_expr(flow, ref)->size : 0;
}

QlExprRef ql_flow_add_expr(QlFlow *flow, QlExpr expr)
{
    g_return_val_if_fail(expr.a < flow->exprs->len && expr.b < flow->exprs->len, 0);
    index_ensure(flow);
    gpointer found;
    if (g_hash_table_lookup_extended(flow->index, &expr, NULL, &found)) {
        return GPOINTER_TO_UINT(found);
    }
    guint size = 1 + operand_size(flow, expr.a) + operand_size(flow, expr.b);
    if (size > QL_EXPR_SIZE_LIMIT) {
        return 0;
    }
    expr.size = (guint16)size;
    g_array_append_val(flow->exprs, expr);
    QlExprRef ref = flow->exprs->len - 1;
    index_add(flow, ref);
    return ref;
}

const QlEvent *ql_flow_event_by_id(const QlFlow *flow, gint64 id)
{
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        if (event->id == id) {
            return event;
        }
    }
    return NULL;
}

guint ql_flow_block_of(const QlFlow *flow, const QlEvent *event)
{
    guint position = (guint)(event - &g_array_index(flow->events, QlEvent, 0));
    for (guint i = 0; i < flow->blocks->len; i++) {
        const QlBlock *block = ql_flow_block(flow, i);
        if (position >= block->first_event && position - block->first_event < block->n_events) {
            return i;
        }
    }
    return 0;
}
