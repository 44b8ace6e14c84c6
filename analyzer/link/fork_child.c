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
    gint64 known; /* the local that holds a fork's result, -1: none … */
    gint64 value; /* … and what that is */
} Point;

typedef struct Walk {
    const QlFunction *function;
    const QlDefinition *def;
    const QlEvent *fork;  /* whose result is 0; NULL: nothing is known */
    gboolean follows;     /* at other forks it stays the parent; callees may end the path */
    guint depth;          /* of functions whose end is asked for */
    GHashTable *seen;     /* set of block << 32 | (known + 1) << 1 | value */
    GArray *todo;         /* Point */
    GHashTable *ops;      /* QlEvent* -> QlForkKind + 1: calls that fork or end a path */
    GHashTable *executed; /* set of QlEvent*: calls, or NULL: nobody asks */
    guint fate;
    guint told;  /* ways out that return 0 … */
    guint other; /* … and others */
} Walk;

/* Deeper functions are taken to return. */
#define MAX_END_DEPTH 3

/* What a fork returns to the parent: any positive number. */
#define PARENT 1

/* The value of @ref in the child. FALSE if it is not known. */
static gboolean evaluate(const Walk *walk, const Point *point, QlExprRef ref, gint64 *value);

static gboolean evaluate_binary(const Walk *walk, const Point *point, const QlExpr *expr,
                                gint64 *value)
{
    gint64 a, b;
    if (!evaluate(walk, point, expr->a, &a) || !evaluate(walk, point, expr->b, &b)) {
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

/* What the fork whose call has number @id returns. FALSE if it is no fork, or not known. */
static gboolean fork_result(const Walk *walk, gint64 id, gint64 *value)
{
    if (walk->fork && id == walk->fork->id) {
        *value = 0;
        return TRUE;
    }
    const QlEvent *call = walk->follows ? ql_flow_event_by_id(walk->def->flow, id) : NULL;
    *value = PARENT;
    return call && GPOINTER_TO_UINT(g_hash_table_lookup(walk->ops, call)) == QL_FORK_FORK + 1;
}

static gboolean evaluate(const Walk *walk, const Point *point, QlExprRef ref, gint64 *value)
{
    const QlExpr *expr = ql_flow_expr(walk->def->flow, ref);
    switch (expr->kind) {
    case QL_EXPR_INT: *value = expr->value; return TRUE;
    case QL_EXPR_CALL: return fork_result(walk, expr->value, value);
    case QL_EXPR_LOCAL: *value = point->value; return expr->value == point->known;
    case QL_EXPR_BINARY: return evaluate_binary(walk, point, expr, value);
    case QL_EXPR_UNARY:
        if (!evaluate(walk, point, expr->a, value)) {
            return FALSE;
        }
        *value = expr->op == '!' ? !*value : expr->op == '-' ? -*value : ~*value;
        return TRUE;
    default: return FALSE;
    }
}

static void note_assignment(const Walk *walk, Point *point, const QlEvent *event)
{
    gint64 result;
    const QlExpr *target = ql_flow_expr(walk->def->flow, event->target);
    const QlExpr *value = ql_flow_expr(walk->def->flow, event->value);
    if (event->kind != QL_EVENT_ASSIGN || target->kind != QL_EXPR_LOCAL) {
        return;
    }
    if (value->kind == QL_EXPR_CALL && fork_result(walk, value->value, &result)) {
        point->known = target->value;
        point->value = result;
    } else if (target->value == point->known) {
        point->known = -1;
    }
}

static void follow(Walk *walk, Point start);

/* How @callee ends the process, as QlChildFate bits; 0: it may return. */
static guint end_in(const Walk *walk, const QlFunction *callee)
{
    Walk inner = {.function = callee,
                  .def = callee->def,
                  .follows = TRUE,
                  .depth = walk->depth + 1,
                  .ops = walk->ops};
    follow(&inner, (Point){0, 0, -1, 0});
    return inner.fate & QL_CHILD_GOES_ON ? 0 : inner.fate & ~(guint)QL_CHILD_STOPS;
}

/* How what @event calls by name ends the process; 0: it may return. */
static guint end_at(const Walk *walk, const QlEvent *event)
{
    const GPtrArray *calls = walk->function->calls;
    for (guint i = 0; walk->depth < MAX_END_DEPTH && i < calls->len; i++) {
        const QlCallEdge *edge = calls->pdata[i];
        if (edge->event == event && edge->kind == QL_HOP_DIRECT) {
            return end_in(walk, edge->callee);
        }
    }
    return 0;
}

/* Whether @event ends the child; notes how. */
static gboolean ends_path(Walk *walk, const QlEvent *event)
{
    guint kind = GPOINTER_TO_UINT(g_hash_table_lookup(walk->ops, event));
    guint end = 0;
    if (kind == QL_FORK_EXEC + 1) {
        walk->fate |= QL_CHILD_EXECS;
        return TRUE;
    }
    if (kind == QL_FORK_EXIT + 1) {
        walk->fate |= QL_CHILD_EXITS;
        return TRUE;
    }
    if (event->kind != QL_EVENT_CALL) {
        return FALSE;
    }
    if (walk->follows && !kind) {
        end = end_at(walk, event);
    }
    if (!end && event->flags & QL_EVENT_NORETURN) {
        end = QL_CHILD_STOPS;
    }
    walk->fate |= end;
    return end != 0;
}

/* Whether the child may take @edge out of @block. */
static gboolean takes_edge(const Walk *walk, const Point *point, const QlBlock *block, guint number)
{
    const QlEdge *edge = ql_flow_edge(walk->def->flow, block, number);
    gint64 value;
    if (edge->kind == QL_EDGE_ALWAYS || !evaluate(walk, point, block->cond, &value)) {
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

static void push_edges(Walk *walk, const QlBlock *block, const Point *point)
{
    for (guint i = 0; i < block->n_edges; i++) {
        Point next = {ql_flow_edge(walk->def->flow, block, i)->target, 0, point->known,
                      point->value};
        guint64 fact = ((guint64)(point->known + 1) << 1) | (point->value != 0);
        guint64 state = ((guint64)next.block << 32) | fact;
        if (takes_edge(walk, point, block, i) && !g_hash_table_contains(walk->seen, &state)) {
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
        if (walk->executed && event->kind == QL_EVENT_CALL) {
            g_hash_table_add(walk->executed, (gpointer)event);
        }
        if (ends_path(walk, event)) {
            return;
        }
        note_assignment(walk, &point, event);
    }
    if (block->term == QL_TERM_RETURN) {
        gint64 value;
        gboolean told = evaluate(walk, &point, block->cond, &value) && value == 0;
        *(told ? &walk->told : &walk->other) += 1;
        walk->fate |= QL_CHILD_GOES_ON;
    }
    push_edges(walk, block, &point);
}

/* Where the fork's result is there: behind its call. */
static Point behind(const QlFlow *flow, const QlEvent *event)
{
    guint block = ql_flow_block_of(flow, event);
    const QlEvent *first = ql_flow_event(flow, ql_flow_block(flow, block), 0);
    return (Point){block, (guint)(event - first) + 1, -1, 0};
}

/* The calls that fork, and those that end a process. */
static GHashTable *process_ops(const QlProgram *program)
{
    GHashTable *ops = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < program->forks->len; i++) {
        const QlForkPoint *point = program->forks->pdata[i];
        g_hash_table_insert(ops, (gpointer)point->event, GUINT_TO_POINTER(point->op->kind + 1));
    }
    return ops;
}

static void follow(Walk *walk, Point start)
{
    walk->seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    walk->todo = g_array_new(FALSE, FALSE, sizeof(Point));
    g_array_append_val(walk->todo, start);
    while (walk->todo->len) {
        Point next = g_array_index(walk->todo, Point, walk->todo->len - 1);
        g_array_set_size(walk->todo, walk->todo->len - 1);
        walk_block(walk, next);
    }
    g_hash_table_destroy(walk->seen);
    g_array_unref(walk->todo);
}

guint ql_fork_child_fate(const QlProgram *program, const QlForkPoint *point)
{
    Walk walk = {.function = point->site, .def = point->site->def, .fork = point->event};
    walk.ops = process_ops(program);
    follow(&walk, behind(walk.def->flow, point->event));
    g_hash_table_destroy(walk.ops);
    return walk.fate;
}

/* Whether local @local is ever given what the call with number @id returns. */
static gboolean is_given(const QlFlow *flow, gint64 local, gint64 id)
{
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        const QlExpr *target = ql_flow_expr(flow, event->target);
        const QlExpr *value = ql_flow_expr(flow, event->value);
        if (event->kind == QL_EVENT_ASSIGN && target->kind == QL_EXPR_LOCAL &&
            target->value == local && value->kind == QL_EXPR_CALL && value->value == id) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether some way out of a function returns what the call with number @id did. */
static gboolean returns_result(const QlFlow *flow, gint64 id)
{
    for (guint i = 0; i < flow->blocks->len; i++) {
        const QlBlock *block = ql_flow_block(flow, i);
        const QlExpr *value = ql_flow_expr(flow, block->cond);
        if (block->term == QL_TERM_RETURN &&
            ((value->kind == QL_EXPR_CALL && value->value == id) ||
             (value->kind == QL_EXPR_LOCAL && is_given(flow, value->value, id)))) {
            return TRUE;
        }
    }
    return FALSE;
}

/* The calls of @executed in flow order: events are stored by block, and blocks in that order. */
static GPtrArray *in_order(const QlFlow *flow, GHashTable *executed)
{
    GPtrArray *calls = g_ptr_array_new();
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        if (g_hash_table_contains(executed, event)) {
            g_ptr_array_add(calls, (gpointer)event);
        }
    }
    return calls;
}

QlForkedPath *ql_fork_child_follow(const QlProgram *program, const QlFunction *function,
                                   const QlEvent *event, gboolean tells)
{
    const QlFlow *flow = function->def->flow;
    g_autoptr(GHashTable) ops = process_ops(program);
    g_autoptr(GHashTable) executed = g_hash_table_new(NULL, NULL);
    Walk walk = {.function = function,
                 .def = function->def,
                 .fork = tells ? event : NULL,
                 .follows = TRUE,
                 .depth = tells ? 0 : MAX_END_DEPTH,
                 .ops = ops,
                 .executed = executed};
    follow(&walk, behind(flow, event));
    QlForkedPath *path = g_new0(QlForkedPath, 1);
    path->fate = walk.fate;
    path->hands_on = tells && walk.told && !walk.other && returns_result(flow, event->id);
    path->calls = in_order(flow, executed);
    return path;
}

void ql_forked_path_free(QlForkedPath *path)
{
    g_ptr_array_unref(path->calls);
    g_free(path);
}
