/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks, events, labels and scopes of a flow graph under construction. */
#include "flow_state.h"

QlFlowBuilder *ql_builder_new(void)
{
    QlFlowBuilder *b = g_new0(QlFlowBuilder, 1);
    b->exprs = g_array_new(FALSE, FALSE, sizeof(QlExpr));
    b->expr_index = g_hash_table_new(NULL, NULL);
    b->args = g_array_new(FALSE, FALSE, sizeof(QlExprRef));
    b->events = g_array_new(FALSE, FALSE, sizeof(QlDraftEvent));
    b->blocks = g_array_new(FALSE, FALSE, sizeof(QlDraftBlock));
    b->edges = g_array_new(FALSE, FALSE, sizeof(QlEdge));
    b->scopes = g_array_new(FALSE, FALSE, sizeof(QlDraftScope));
    b->labels = g_array_new(FALSE, FALSE, sizeof(QlDraftLabel));
    b->gotos = g_array_new(FALSE, FALSE, sizeof(QlDraftGoto));
    QlDraftScope none = {0};
    g_array_append_val(b->scopes, none);
    ql_builder_expr(b, (QlExpr){.kind = QL_EXPR_OTHER});
    b->current = ql_builder_new_block(b);
    return b;
}

void ql_builder_free(QlFlowBuilder *b)
{
    if (!b) {
        return;
    }
    GArray *arrays[] = {b->exprs, b->args,   b->events, b->blocks,
                        b->edges, b->scopes, b->labels, b->gotos};
    for (guint i = 0; i < G_N_ELEMENTS(arrays); i++) {
        g_array_unref(arrays[i]);
    }
    g_hash_table_destroy(b->expr_index);
    g_free(b);
}

QlBlockRef ql_builder_new_block(QlFlowBuilder *b)
{
    QlDraftBlock block = {.first = QL_NO_EVENT, .last = QL_NO_EVENT};
    g_array_append_val(b->blocks, block);
    return b->blocks->len - 1;
}

void ql_builder_place(QlFlowBuilder *b, QlBlockRef block)
{
    b->current = block;
}

void ql_builder_continue_in(QlFlowBuilder *b, QlBlockRef block)
{
    if (ql_builder_is_open(b)) {
        ql_builder_jump(b, block);
    }
    b->current = block;
}

gboolean ql_builder_has_edge_to(const QlFlowBuilder *b, QlBlockRef block)
{
    return ql_draft_block(b, block)->in_edges > 0;
}

gboolean ql_builder_is_open(const QlFlowBuilder *b)
{
    return b->current != QL_NO_BLOCK;
}

static QlDraftBlock *open_block(QlFlowBuilder *b)
{
    if (b->current == QL_NO_BLOCK) {
        b->current = ql_builder_new_block(b);
    }
    return ql_draft_block(b, b->current);
}

static void add_event(QlFlowBuilder *b, QlEvent event, guint64 order)
{
    QlDraftBlock *block = open_block(b);
    event.id = b->events->len;
    QlDraftEvent draft = {.event = event, .order = order, .next = QL_NO_EVENT};
    if (block->last == QL_NO_EVENT) {
        block->first = event.id;
    } else {
        g_array_index(b->events, QlDraftEvent, block->last).next = event.id;
    }
    block->last = event.id;
    g_array_append_val(b->events, draft);
}

static guint64 next_order(QlFlowBuilder *b)
{
    b->order += QL_ORDER_STEP;
    return b->order;
}

static QlExprRef add_call(QlFlowBuilder *b, QlExprRef callee, const QlExprRef *args, guint n_args,
                          guint flags, QlSpot spot, guint64 order)
{
    QlEvent event = {.kind = QL_EVENT_CALL,
                     .flags = (guint16)flags,
                     .line = spot.line,
                     .column = spot.column,
                     .macro = spot.macro,
                     .target = callee,
                     .first_arg = b->args->len,
                     .n_args = n_args};
    if (n_args) {
        g_array_append_vals(b->args, args, n_args);
    }
    guint32 id = b->events->len;
    add_event(b, event, order);
    return ql_builder_numbered(b, QL_EXPR_CALL, id);
}

QlExprRef ql_builder_call(QlFlowBuilder *b, QlExprRef callee, const QlExprRef *args, guint n_args,
                          guint flags, QlSpot spot)
{
    QlExprRef result = add_call(b, callee, args, n_args, flags, spot, next_order(b));
    if (flags & QL_EVENT_NORETURN) {
        ql_builder_unreachable(b, spot.line);
    }
    return result;
}

void ql_builder_assign(QlFlowBuilder *b, QlAssignOp op, QlExprRef target, QlExprRef value,
                       QlSym record, guint flags, QlSpot spot)
{
    QlEvent event = {.kind = QL_EVENT_ASSIGN,
                     .assign = op,
                     .flags = (guint16)flags,
                     .line = spot.line,
                     .column = spot.column,
                     .macro = spot.macro,
                     .target = target,
                     .value = value,
                     .record = record};
    add_event(b, event, next_order(b));
}

static void add_edge(QlFlowBuilder *b, QlDraftBlock *from, QlEdge edge)
{
    ql_draft_block(b, edge.target)->in_edges++;
    from->block.n_edges++;
    g_array_append_val(b->edges, edge);
}

static QlDraftBlock *close_block(QlFlowBuilder *b, QlTerm term, QlExprRef cond, guint line)
{
    QlDraftBlock *block = open_block(b);
    block->block.term = term;
    block->block.cond = cond;
    block->block.line = line;
    block->block.first_edge = b->edges->len;
    block->closed = TRUE;
    b->current = QL_NO_BLOCK;
    return block;
}

void ql_builder_jump(QlFlowBuilder *b, QlBlockRef to)
{
    QlDraftBlock *block = close_block(b, QL_TERM_JUMP, 0, 0);
    add_edge(b, block, (QlEdge){.kind = QL_EDGE_ALWAYS, .target = to});
}

void ql_builder_branch(QlFlowBuilder *b, QlExprRef cond, QlBlockRef if_true, QlBlockRef if_false,
                       guint line)
{
    const QlExpr *e = ql_builder_get(b, cond);
    if (e->kind == QL_EXPR_INT || e->kind == QL_EXPR_STRING) {
        ql_builder_jump(b, e->kind == QL_EXPR_STRING || e->value ? if_true : if_false);
        return;
    }
    QlDraftBlock *block = close_block(b, QL_TERM_BRANCH, cond, line);
    add_edge(b, block, (QlEdge){.kind = QL_EDGE_TRUE, .target = if_true});
    add_edge(b, block, (QlEdge){.kind = QL_EDGE_FALSE, .target = if_false});
}

void ql_builder_return(QlFlowBuilder *b, QlExprRef value, guint line)
{
    close_block(b, QL_TERM_RETURN, value, line);
}

void ql_builder_unreachable(QlFlowBuilder *b, guint line)
{
    close_block(b, QL_TERM_UNREACHABLE, 0, line);
}

QlBlockRef ql_builder_suspend(QlFlowBuilder *b)
{
    open_block(b);
    QlBlockRef block = b->current;
    b->current = QL_NO_BLOCK;
    return block;
}

static QlBlockRef constant_case(gint64 value, const GArray *cases, QlBlockRef other)
{
    for (guint i = 0; i < cases->len; i++) {
        const QlEdge *edge = &g_array_index(cases, QlEdge, i);
        if (edge->low <= value && value <= edge->high) {
            return edge->target;
        }
    }
    return other;
}

void ql_builder_switch(QlFlowBuilder *b, QlBlockRef block, QlExprRef cond, const GArray *cases,
                       QlBlockRef other, guint line)
{
    QlBlockRef resume = b->current;
    b->current = block;
    const QlExpr *e = ql_builder_get(b, cond);
    if (e->kind == QL_EXPR_INT) {
        ql_builder_jump(b, constant_case(e->value, cases, other));
        b->current = resume;
        return;
    }
    QlDraftBlock *draft = close_block(b, QL_TERM_SWITCH, cond, line);
    for (guint i = 0; i < cases->len; i++) {
        add_edge(b, draft, g_array_index(cases, QlEdge, i));
    }
    add_edge(b, draft, (QlEdge){.kind = QL_EDGE_DEFAULT, .target = other});
    b->current = resume;
}

QlLabelRef ql_builder_new_label(QlFlowBuilder *b)
{
    QlDraftLabel label = {.block = QL_NO_BLOCK};
    g_array_append_val(b->labels, label);
    return b->labels->len - 1;
}

void ql_builder_place_label(QlFlowBuilder *b, QlLabelRef label)
{
    QlBlockRef block = ql_builder_new_block(b);
    ql_builder_continue_in(b, block);
    QlDraftLabel *draft = &g_array_index(b->labels, QlDraftLabel, label);
    draft->block = block;
    draft->scope = b->scope;
}

void ql_builder_take_label_address(QlFlowBuilder *b, QlLabelRef label)
{
    g_array_index(b->labels, QlDraftLabel, label).address_taken = TRUE;
}

void ql_builder_goto(QlFlowBuilder *b, QlLabelRef label, QlSpot spot)
{
    guint64 order = next_order(b);
    QlDraftGoto jump = {.block = ql_builder_suspend(b),
                        .scope = b->scope,
                        .spot = spot,
                        .order = order,
                        .label = label};
    g_array_append_val(b->gotos, jump);
}

void ql_builder_goto_any(QlFlowBuilder *b, QlSpot spot)
{
    ql_builder_goto(b, G_MAXUINT32, spot);
}

QlScope ql_builder_scope(const QlFlowBuilder *b)
{
    return b->scope;
}

void ql_builder_set_scope(QlFlowBuilder *b, QlScope scope)
{
    b->scope = scope;
}

void ql_builder_add_cleanup(QlFlowBuilder *b, QlExprRef object, QlExprRef cleanup)
{
    guint32 depth = g_array_index(b->scopes, QlDraftScope, b->scope).depth + 1;
    QlDraftScope scope = {.outer = b->scope, .depth = depth, .object = object, .cleanup = cleanup};
    g_array_append_val(b->scopes, scope);
    b->scope = b->scopes->len - 1;
}

void ql_draft_unwind(QlFlowBuilder *b, QlScope from, QlScope to, QlSpot spot, guint64 order)
{
    while (from != to && from != 0) {
        QlDraftScope scope = g_array_index(b->scopes, QlDraftScope, from);
        QlExprRef arg = ql_builder_addr(b, scope.object);
        add_call(b, scope.cleanup, &arg, 1, QL_EVENT_CLEANUP, spot, order++);
        from = scope.outer;
    }
}

void ql_builder_unwind(QlFlowBuilder *b, QlScope to, QlSpot spot)
{
    ql_draft_unwind(b, b->scope, to, spot, next_order(b));
}
