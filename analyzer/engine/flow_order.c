/* SPDX-License-Identifier: Apache-2.0 */
#include "flow_order.h"

struct QlFlowOrder {
    const QlFlow *flow;
    const QlEvent *event; /* NULL: a return */
    guint block;          /* of event */
    gboolean *blocks;     /* by number: all of its events can come before */
};

static const QlEvent *first_event(const QlFlow *flow, guint block)
{
    return ql_flow_event(flow, ql_flow_block(flow, block), 0);
}

/* Marks the blocks that lead to a marked one. */
static void close_backward(const QlFlow *flow, gboolean *marked)
{
    for (gboolean changed = TRUE; changed;) {
        changed = FALSE;
        for (guint i = flow->blocks->len; i-- > 0;) {
            const QlBlock *block = ql_flow_block(flow, i);
            for (guint k = 0; !marked[i] && k < block->n_edges; k++) {
                marked[i] = marked[ql_flow_edge(flow, block, k)->target];
                changed |= marked[i];
            }
        }
    }
}

/* The blocks that lead to block @to, itself only if it is in a loop. */
static gboolean *leading_to(const QlFlow *flow, guint to)
{
    gboolean *marked = g_new0(gboolean, flow->blocks->len);
    for (guint i = 0; i < flow->blocks->len; i++) {
        const QlBlock *block = ql_flow_block(flow, i);
        for (guint k = 0; k < block->n_edges; k++) {
            marked[i] |= ql_flow_edge(flow, block, k)->target == to;
        }
    }
    close_backward(flow, marked);
    return marked;
}

QlFlowOrder *ql_flow_before(const QlFlow *flow, const QlEvent *event)
{
    QlFlowOrder *order = g_new0(QlFlowOrder, 1);
    order->flow = flow;
    order->event = event;
    order->block = ql_flow_block_of(flow, event);
    order->blocks = leading_to(flow, order->block);
    return order;
}

QlFlowOrder *ql_flow_before_return(const QlFlow *flow)
{
    QlFlowOrder *order = g_new0(QlFlowOrder, 1);
    order->flow = flow;
    order->blocks = g_new0(gboolean, flow->blocks->len);
    for (guint i = 0; i < flow->blocks->len; i++) {
        order->blocks[i] = ql_flow_block(flow, i)->term == QL_TERM_RETURN;
    }
    close_backward(flow, order->blocks);
    return order;
}

void ql_flow_order_free(QlFlowOrder *order)
{
    g_free(order->blocks);
    g_free(order);
}

gboolean ql_flow_order_has(const QlFlowOrder *order, const QlEvent *event)
{
    guint block = ql_flow_block_of(order->flow, event);
    return order->blocks[block] || (order->event && block == order->block && event < order->event);
}

gboolean ql_flow_dominates(const QlFlow *flow, const QlEvent *through, const QlEvent *event)
{
    guint cut = ql_flow_block_of(flow, through);
    guint goal = ql_flow_block_of(flow, event);
    if (cut == goal) {
        return through < event;
    }
    g_autofree gboolean *seen = g_new0(gboolean, flow->blocks->len);
    seen[0] = cut != 0;
    for (gboolean changed = TRUE; changed;) {
        changed = FALSE;
        for (guint i = 0; i < flow->blocks->len; i++) {
            const QlBlock *block = ql_flow_block(flow, i);
            for (guint k = 0; seen[i] && k < block->n_edges; k++) {
                guint next = ql_flow_edge(flow, block, k)->target;
                changed |= next != cut && !seen[next];
                seen[next] |= next != cut;
            }
        }
    }
    return !seen[goal];
}

/* ---- ways that must pass something ---- */

typedef struct Passing {
    const QlFlow *flow;
    const QlEvent *until;
    QlFlowTest test;
    gpointer user;
    gboolean *stops; /* by block: every way through it passes */
    gboolean *seen;
    GArray *todo; /* guint: blocks */
} Passing;

static gboolean block_has(const Passing *passing, guint number)
{
    const QlBlock *block = ql_flow_block(passing->flow, number);
    for (guint i = 0; i < block->n_events; i++) {
        if (passing->test(ql_flow_event(passing->flow, block, i), passing->user)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Marks the loops around block @number, unless block @from is in them. */
static void mark_loop(Passing *passing, guint number, guint from)
{
    g_autofree gboolean *to = leading_to(passing->flow, number);
    g_autofree gboolean *to_start = leading_to(passing->flow, from);
    if (to_start[number] && to[from]) {
        return;
    }
    for (guint i = 0; i < passing->flow->blocks->len; i++) {
        g_autofree gboolean *back = to[i] ? leading_to(passing->flow, i) : NULL;
        if (back && back[number]) {
            passing->stops[i] = TRUE;
        }
    }
}

static void mark_loops(Passing *passing, guint from)
{
    for (guint i = 0; i < passing->flow->blocks->len; i++) {
        if (block_has(passing, i)) {
            mark_loop(passing, i, from);
        }
    }
}

/* Whether a way from event @first of block @number gets to the goal in it, passing nothing. */
static gboolean slips_through(Passing *passing, guint number, guint first)
{
    const QlBlock *block = ql_flow_block(passing->flow, number);
    for (guint i = first; i < block->n_events; i++) {
        const QlEvent *event = ql_flow_event(passing->flow, block, i);
        if (passing->test(event, passing->user)) {
            return FALSE;
        }
        if (event == passing->until) {
            return TRUE;
        }
    }
    if (block->term == QL_TERM_RETURN) {
        return !passing->until;
    }
    for (guint k = 0; k < block->n_edges; k++) {
        guint next = ql_flow_edge(passing->flow, block, k)->target;
        if (!passing->seen[next] && !passing->stops[next]) {
            passing->seen[next] = TRUE;
            g_array_append_val(passing->todo, next);
        }
    }
    return FALSE;
}

gboolean ql_flow_all_pass(const QlFlow *flow, const QlEvent *from, const QlEvent *until,
                          QlFlowTest test, gpointer user)
{
    guint block = ql_flow_block_of(flow, from);
    Passing passing = {.flow = flow, .until = until, .test = test, .user = user};
    passing.stops = g_new0(gboolean, flow->blocks->len);
    passing.seen = g_new0(gboolean, flow->blocks->len);
    passing.todo = g_array_new(FALSE, FALSE, sizeof(guint));
    mark_loops(&passing, block);
    gboolean slips = slips_through(&passing, block, (guint)(from - first_event(flow, block)) + 1);
    while (!slips && passing.todo->len) {
        guint next = g_array_index(passing.todo, guint, passing.todo->len - 1);
        g_array_set_size(passing.todo, passing.todo->len - 1);
        slips = slips_through(&passing, next, 0);
    }
    g_free(passing.stops);
    g_free(passing.seen);
    g_array_unref(passing.todo);
    return !slips;
}
