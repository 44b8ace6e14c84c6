/* SPDX-License-Identifier: Apache-2.0 */
/* From the draft to a QlFlow: gotos, dead code, numbering. */
#include "flow_state.h"

#include <string.h>

/* The innermost scope that holds both. */
static QlScope common_scope(const QlFlowBuilder *b, QlScope x, QlScope y)
{
    while (x != y) {
        QlDraftScope *sx = &g_array_index(b->scopes, QlDraftScope, x);
        QlDraftScope *sy = &g_array_index(b->scopes, QlDraftScope, y);
        if (sx->depth >= sy->depth) {
            x = sx->outer;
        } else {
            y = sy->outer;
        }
    }
    return x;
}

/* Ends the current block with a jump from @jump to @label, leaving the scopes in between. */
static void jump_to_label(QlFlowBuilder *b, const QlDraftGoto *jump, QlLabelRef ref)
{
    QlDraftLabel label = g_array_index(b->labels, QlDraftLabel, ref);
    if (label.block == QL_NO_BLOCK) {
        ql_builder_unreachable(b, jump->spot.line);
        return;
    }
    QlScope to = common_scope(b, jump->scope, label.scope);
    ql_draft_unwind(b, jump->scope, to, jump->spot, jump->order);
    ql_builder_jump(b, label.block);
}

static GArray *computed_targets(const QlFlowBuilder *b)
{
    GArray *targets = g_array_new(FALSE, FALSE, sizeof(QlLabelRef));
    for (guint pass = 0; pass < 2 && targets->len == 0; pass++) {
        for (QlLabelRef i = 0; i < b->labels->len; i++) {
            if (pass == 1 || g_array_index(b->labels, QlDraftLabel, i).address_taken) {
                g_array_append_val(targets, i);
            }
        }
    }
    return targets;
}

/* A computed goto is a switch over something unknown, with a block a target. */
static void resolve_computed(QlFlowBuilder *b, const QlDraftGoto *jump)
{
    g_autoptr(GArray) targets = computed_targets(b);
    g_autoptr(GArray) cases = g_array_new(FALSE, FALSE, sizeof(QlEdge));
    QlBlockRef last = QL_NO_BLOCK;
    for (guint i = 0; i < targets->len; i++) {
        last = ql_builder_new_block(b);
        ql_builder_place(b, last);
        jump_to_label(b, jump, g_array_index(targets, QlLabelRef, i));
        QlEdge edge = {.kind = QL_EDGE_CASE, .target = last, .low = i, .high = i};
        if (i + 1 < targets->len) {
            g_array_append_val(cases, edge);
        }
    }
    ql_builder_place(b, jump->block);
    if (last == QL_NO_BLOCK) {
        ql_builder_unreachable(b, jump->spot.line);
        return;
    }
    ql_builder_place(b, QL_NO_BLOCK);
    ql_builder_switch(b, jump->block, 0, cases, last, jump->spot.line);
}

static void resolve_gotos(QlFlowBuilder *b)
{
    for (guint i = 0; i < b->gotos->len; i++) {
        QlDraftGoto jump = g_array_index(b->gotos, QlDraftGoto, i);
        if (jump.label == G_MAXUINT32) {
            resolve_computed(b, &jump);
            continue;
        }
        ql_builder_place(b, jump.block);
        jump_to_label(b, &jump, jump.label);
    }
}

/* A block nobody closed can only come from broken code. */
static void close_open_blocks(QlFlowBuilder *b)
{
    for (QlBlockRef i = 0; i < b->blocks->len; i++) {
        if (!ql_draft_block(b, i)->closed) {
            ql_builder_place(b, i);
            ql_builder_unreachable(b, 0);
        }
    }
}

static QlEdge *draft_edge(const QlFlowBuilder *b, const QlDraftBlock *block, guint i)
{
    return &g_array_index(b->edges, QlEdge, block->block.first_edge + i);
}

static gboolean is_jump(const QlDraftBlock *block)
{
    return block->block.term == QL_TERM_JUMP && block->block.n_edges == 1;
}

/* The block where control really goes: empty blocks that only jump are skipped. */
static QlBlockRef thread_target(const QlFlowBuilder *b, QlBlockRef ref)
{
    for (guint hops = 0; hops < 64; hops++) {
        const QlDraftBlock *block = ql_draft_block(b, ref);
        if (!is_jump(block) || block->first != QL_NO_EVENT) {
            return ref;
        }
        ref = draft_edge(b, block, 0)->target;
    }
    return ref;
}

static void thread_jumps(QlFlowBuilder *b)
{
    for (guint i = 0; i < b->edges->len; i++) {
        QlEdge *edge = &g_array_index(b->edges, QlEdge, i);
        edge->target = thread_target(b, edge->target);
    }
}

/* A branch whose ways have become one is a jump. */
static void drop_idle_branches(QlFlowBuilder *b)
{
    for (QlBlockRef i = 0; i < b->blocks->len; i++) {
        QlBlock *block = &ql_draft_block(b, i)->block;
        gboolean same = block->term == QL_TERM_BRANCH || block->term == QL_TERM_SWITCH;
        for (guint e = 1; same && e < block->n_edges; e++) {
            same = draft_edge(b, ql_draft_block(b, i), e)->target ==
                   draft_edge(b, ql_draft_block(b, i), 0)->target;
        }
        if (same) {
            QlEdge *edge = draft_edge(b, ql_draft_block(b, i), 0);
            *edge = (QlEdge){.kind = QL_EDGE_ALWAYS, .target = edge->target};
            block->term = QL_TERM_JUMP;
            block->n_edges = 1;
            block->cond = 0;
            block->line = 0;
        }
    }
}

typedef struct Visit {
    QlBlockRef block;
    guint next; /* edges still to follow */
} Visit;

static void push_visit(const QlFlowBuilder *b, GArray *stack, GArray *seen, QlBlockRef ref)
{
    if (g_array_index(seen, gboolean, ref)) {
        return;
    }
    g_array_index(seen, gboolean, ref) = TRUE;
    Visit visit = {ref, ql_draft_block(b, ref)->block.n_edges};
    g_array_append_val(stack, visit);
}

/* Blocks that can be reached, in postorder; the last edge is followed first. */
static GArray *postorder(const QlFlowBuilder *b)
{
    GArray *order = g_array_new(FALSE, FALSE, sizeof(QlBlockRef));
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(Visit));
    g_autoptr(GArray) seen = g_array_new(FALSE, TRUE, sizeof(gboolean));
    g_array_set_size(seen, b->blocks->len);
    push_visit(b, stack, seen, 0);
    while (stack->len) {
        Visit *top = &g_array_index(stack, Visit, stack->len - 1);
        if (top->next > 0) {
            top->next--;
            push_visit(b, stack, seen,
                       draft_edge(b, ql_draft_block(b, top->block), top->next)->target);
            continue;
        }
        g_array_append_val(order, top->block);
        g_array_set_size(stack, stack->len - 1);
    }
    return order;
}

static void count_in_edges(QlFlowBuilder *b, const GArray *order)
{
    for (guint i = 0; i < b->blocks->len; i++) {
        ql_draft_block(b, i)->in_edges = 0;
    }
    for (guint i = 0; i < order->len; i++) {
        const QlDraftBlock *block = ql_draft_block(b, g_array_index(order, QlBlockRef, i));
        for (guint e = 0; e < block->block.n_edges; e++) {
            ql_draft_block(b, draft_edge(b, block, e)->target)->in_edges++;
        }
    }
}

/* Appends the only successor of @ref to it, as long as nothing else leads there. */
static void absorb_successors(QlFlowBuilder *b, QlBlockRef ref)
{
    QlDraftBlock *block = ql_draft_block(b, ref);
    while (is_jump(block)) {
        QlBlockRef next = draft_edge(b, block, 0)->target;
        QlDraftBlock *succ = ql_draft_block(b, next);
        if (next == 0 || next == ref || succ->in_edges != 1) {
            return;
        }
        if (block->last == QL_NO_EVENT) {
            block->first = succ->first;
        } else {
            g_array_index(b->events, QlDraftEvent, block->last).next = succ->first;
        }
        block->last = succ->last == QL_NO_EVENT ? block->last : succ->last;
        block->block = succ->block;
        succ->in_edges = 0;
    }
}

static void merge_chains(QlFlowBuilder *b, const GArray *order)
{
    count_in_edges(b, order);
    for (guint i = order->len; i-- > 0;) {
        QlBlockRef ref = g_array_index(order, QlBlockRef, i);
        if (ref == 0 || ql_draft_block(b, ref)->in_edges > 0) {
            absorb_successors(b, ref);
        }
    }
}

/* What finishing needs to renumber. */
typedef struct Finish {
    QlFlowBuilder *b;
    QlFlow *flow;
    GArray *block_numbers; /* draft block -> final */
    GArray *event_numbers; /* draft event -> final id, G_MAXUINT32: dropped as unreachable */
    GArray *expr_numbers;  /* draft expr -> final, G_MAXUINT32: not used so far */
} Finish;

static gint compare_order(gconstpointer x, gconstpointer y, gpointer data)
{
    const QlFlowBuilder *b = data;
    guint64 p = g_array_index(b->events, QlDraftEvent, *(const guint32 *)x).order;
    guint64 q = g_array_index(b->events, QlDraftEvent, *(const guint32 *)y).order;
    return p < q ? -1 : p > q;
}

static void number_events(Finish *f, const GArray *order)
{
    g_autoptr(GArray) live = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = order->len; i-- > 0;) {
        guint32 e = ql_draft_block(f->b, g_array_index(order, QlBlockRef, i))->first;
        for (; e != QL_NO_EVENT; e = g_array_index(f->b->events, QlDraftEvent, e).next) {
            g_array_append_val(live, e);
        }
    }
    g_array_sort_with_data(live, compare_order, f->b);
    g_array_set_size(f->event_numbers, f->b->events->len);
    if (f->event_numbers->len) {
        memset(f->event_numbers->data, 0xff, f->event_numbers->len * sizeof(guint32));
    }
    for (guint i = 0; i < live->len; i++) {
        g_array_index(f->event_numbers, guint32, g_array_index(live, guint32, i)) = i;
    }
}

/* Copies @ref and what it refers to into the flow. Operands always precede their expression. */
static QlExprRef keep_expr(Finish *f, QlExprRef ref)
{
    guint32 *number = &g_array_index(f->expr_numbers, guint32, ref);
    if (*number != G_MAXUINT32) {
        return *number;
    }
    QlExpr expr = *ql_builder_get(f->b, ref);
    expr.a = keep_expr(f, expr.a);
    expr.b = keep_expr(f, expr.b);
    if (expr.kind == QL_EXPR_CALL) {
        expr.value = g_array_index(f->event_numbers, guint32, expr.value);
    }
    if (expr.kind == QL_EXPR_CALL && expr.value == G_MAXUINT32) {
        *number = 0; /* the result of a call that never happens */
        return 0;
    }
    *number = ql_flow_add_expr(f->flow, expr); /* one too large for the index becomes 0 */
    return *number;
}

static void keep_event(Finish *f, guint32 draft)
{
    QlEvent event = g_array_index(f->b->events, QlDraftEvent, draft).event;
    event.id = g_array_index(f->event_numbers, guint32, draft);
    event.target = keep_expr(f, event.target);
    event.value = keep_expr(f, event.value);
    guint32 first = f->flow->args->len;
    for (guint i = 0; i < event.n_args; i++) {
        QlExprRef arg = keep_expr(f, g_array_index(f->b->args, QlExprRef, event.first_arg + i));
        g_array_append_val(f->flow->args, arg);
    }
    event.first_arg = event.n_args ? first : 0;
    g_array_append_val(f->flow->events, event);
}

static void keep_block(Finish *f, QlBlockRef ref)
{
    QlDraftBlock *draft = ql_draft_block(f->b, ref);
    QlBlock block = draft->block;
    block.first_event = f->flow->events->len;
    for (guint32 e = draft->first; e != QL_NO_EVENT;
         e = g_array_index(f->b->events, QlDraftEvent, e).next) {
        keep_event(f, e);
        block.n_events++;
    }
    block.cond = keep_expr(f, block.cond);
    block.first_edge = f->flow->edges->len;
    for (guint i = 0; i < block.n_edges; i++) {
        QlEdge edge = *draft_edge(f->b, draft, i);
        edge.target = g_array_index(f->block_numbers, guint32, edge.target);
        g_array_append_val(f->flow->edges, edge);
    }
    g_array_append_val(f->flow->blocks, block);
}

static void keep_blocks(Finish *f, const GArray *order)
{
    g_array_set_size(f->block_numbers, f->b->blocks->len);
    for (guint i = 0; i < order->len; i++) {
        QlBlockRef ref = g_array_index(order, QlBlockRef, order->len - 1 - i);
        g_array_index(f->block_numbers, guint32, ref) = i;
    }
    for (guint i = order->len; i-- > 0;) {
        keep_block(f, g_array_index(order, QlBlockRef, i));
    }
}

QlFlow *ql_builder_finish(QlFlowBuilder *b)
{
    if (ql_builder_is_open(b)) {
        ql_builder_return(b, 0, 0);
    }
    resolve_gotos(b);
    close_open_blocks(b);
    thread_jumps(b);
    drop_idle_branches(b);
    thread_jumps(b);
    g_autoptr(GArray) before = postorder(b);
    merge_chains(b, before);
    g_autoptr(GArray) order = postorder(b);

    Finish f = {.b = b, .flow = ql_flow_new()};
    f.block_numbers = g_array_new(FALSE, TRUE, sizeof(guint32));
    f.event_numbers = g_array_new(FALSE, TRUE, sizeof(guint32));
    f.expr_numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_array_set_size(f.expr_numbers, b->exprs->len);
    memset(f.expr_numbers->data, 0xff, b->exprs->len * sizeof(guint32));
    g_array_index(f.expr_numbers, guint32, 0) = 0;
    number_events(&f, order);
    keep_blocks(&f, order);
    g_array_unref(f.block_numbers);
    g_array_unref(f.event_numbers);
    g_array_unref(f.expr_numbers);
    ql_builder_free(b);
    return f.flow;
}
