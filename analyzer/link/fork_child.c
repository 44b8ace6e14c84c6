/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The paths from a fork on which its result is 0. The result is followed into one local variable,
 * until that is assigned anew; other conditions may come out either way.
 */
#include "fork_child.h"

/* A place to go on at. */
typedef struct Point {
    guint block;
    guint first;  /* event of the block */
    gint64 known; /* the local that holds the result, -1: none */
} Point;

typedef struct Walk {
    const QlDefinition *def;
    const QlEvent *fork;
    GHashTable *seen; /* set of block << 32 | known + 1 */
    GArray *todo;     /* Point */
    GHashTable *ends; /* QlEvent* -> QlForkKind + 1: calls that end a path */
    guint fate;
} Walk;

/* The value of @ref in the child. FALSE if it is not known. */
static gboolean evaluate(const Walk *walk, gint64 known, QlExprRef ref, gint64 *value);

static gboolean evaluate_binary(const Walk *walk, gint64 known, const QlExpr *expr, gint64 *value)
{
    gint64 a, b;
    if (!evaluate(walk, known, expr->a, &a) || !evaluate(walk, known, expr->b, &b)) {
        return FALSE;
    }
    switch (expr->op) {
    case QL_OP_EQ: *value = a == b; return TRUE;
    case QL_OP_NE: *value = a != b; return TRUE;
    case QL_OP_LT: *value = a < b; return TRUE;
    case QL_OP_LE: *value = a <= b; return TRUE;
    case QL_OP_GT: *value = a > b; return TRUE;
    case QL_OP_GE: *value = a >= b; return TRUE;
    default: return FALSE;
    }
}

static gboolean evaluate(const Walk *walk, gint64 known, QlExprRef ref, gint64 *value)
{
    const QlExpr *expr = ql_flow_expr(walk->def->flow, ref);
    switch (expr->kind) {
    case QL_EXPR_INT: *value = expr->value; return TRUE;
    case QL_EXPR_CALL: *value = 0; return expr->value == walk->fork->id;
    case QL_EXPR_LOCAL: *value = 0; return expr->value == known;
    case QL_EXPR_BINARY: return evaluate_binary(walk, known, expr, value);
    case QL_EXPR_UNARY:
        if (!evaluate(walk, known, expr->a, value)) {
            return FALSE;
        }
        *value = expr->op == '!' ? !*value : expr->op == '-' ? -*value : ~*value;
        return TRUE;
    default: return FALSE;
    }
}

static void note_assignment(const Walk *walk, gint64 *known, const QlEvent *event)
{
    const QlExpr *target = ql_flow_expr(walk->def->flow, event->target);
    const QlExpr *value = ql_flow_expr(walk->def->flow, event->value);
    if (event->kind != QL_EVENT_ASSIGN || target->kind != QL_EXPR_LOCAL) {
        return;
    }
    if (value->kind == QL_EXPR_CALL && value->value == walk->fork->id) {
        *known = target->value;
    } else if (target->value == *known) {
        *known = -1;
    }
}

/* Whether @event ends the child; notes how. */
static gboolean ends_path(Walk *walk, const QlEvent *event)
{
    guint kind = GPOINTER_TO_UINT(g_hash_table_lookup(walk->ends, event));
    if (kind == QL_FORK_EXEC + 1) {
        walk->fate |= QL_CHILD_EXECS;
        return TRUE;
    }
    if (kind == QL_FORK_EXIT + 1) {
        walk->fate |= QL_CHILD_EXITS;
        return TRUE;
    }
    if (event->kind == QL_EVENT_CALL && event->flags & QL_EVENT_NORETURN) {
        walk->fate |= QL_CHILD_STOPS;
        return TRUE;
    }
    return FALSE;
}

/* Whether the child may take @edge out of @block. */
static gboolean takes_edge(const Walk *walk, gint64 known, const QlBlock *block, guint number)
{
    const QlEdge *edge = ql_flow_edge(walk->def->flow, block, number);
    gint64 value;
    if (edge->kind == QL_EDGE_ALWAYS || !evaluate(walk, known, block->cond, &value)) {
        return TRUE;
    }
    switch (edge->kind) {
    case QL_EDGE_TRUE: return value != 0;
    case QL_EDGE_FALSE: return value == 0;
    case QL_EDGE_CASE: return value >= edge->low && value <= edge->high;
    default: break;
    }
    for (guint i = 0; i < block->n_edges; i++) {
        const QlEdge *other = ql_flow_edge(walk->def->flow, block, i);
        if (other->kind == QL_EDGE_CASE && value >= other->low && value <= other->high) {
            return FALSE;
        }
    }
    return TRUE;
}

static void push_edges(Walk *walk, const QlBlock *block, gint64 known)
{
    for (guint i = 0; i < block->n_edges; i++) {
        Point next = {ql_flow_edge(walk->def->flow, block, i)->target, 0, known};
        guint64 state = ((guint64)next.block << 32) | (guint32)(known + 1);
        if (takes_edge(walk, known, block, i) && !g_hash_table_contains(walk->seen, &state)) {
            g_hash_table_add(walk->seen, g_memdup2(&state, sizeof state));
            g_array_append_val(walk->todo, next);
        }
    }
}

/* Follows the child through one block. */
static void walk_block(Walk *walk, Point point)
{
    const QlBlock *block = ql_flow_block(walk->def->flow, point.block);
    for (guint i = point.first; i < block->n_events; i++) {
        const QlEvent *event = ql_flow_event(walk->def->flow, block, i);
        if (ends_path(walk, event)) {
            return;
        }
        note_assignment(walk, &point.known, event);
    }
    if (block->term == QL_TERM_RETURN) {
        walk->fate |= QL_CHILD_GOES_ON;
    }
    push_edges(walk, block, point.known);
}

/* Where the fork's result is there: behind its call. */
static Point behind(const QlFlow *flow, const QlEvent *event)
{
    guint block = ql_flow_block_of(flow, event);
    const QlEvent *first = ql_flow_event(flow, ql_flow_block(flow, block), 0);
    return (Point){block, (guint)(event - first) + 1, -1};
}

/* The calls of the function that forks which end a process. */
static GHashTable *path_ends(const QlProgram *program, const QlForkPoint *point)
{
    GHashTable *ends = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < program->forks->len; i++) {
        const QlForkPoint *other = program->forks->pdata[i];
        if (other->site == point->site) {
            g_hash_table_insert(ends, (gpointer)other->event,
                                GUINT_TO_POINTER(other->op->kind + 1));
        }
    }
    return ends;
}

guint ql_fork_child_fate(const QlProgram *program, const QlForkPoint *point)
{
    Walk walk = {.def = point->site->def, .fork = point->event};
    Point start = behind(walk.def->flow, point->event);
    walk.ends = path_ends(program, point);
    walk.seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    walk.todo = g_array_new(FALSE, FALSE, sizeof(Point));
    g_array_append_val(walk.todo, start);
    while (walk.todo->len) {
        Point next = g_array_index(walk.todo, Point, walk.todo->len - 1);
        g_array_set_size(walk.todo, walk.todo->len - 1);
        walk_block(&walk, next);
    }
    g_hash_table_destroy(walk.ends);
    g_hash_table_destroy(walk.seen);
    g_array_unref(walk.todo);
    return walk.fate;
}
