/* SPDX-License-Identifier: Apache-2.0 */
/* Questions asked backwards: where does what a pointer may hold come from? */
#include "value_flow_private.h"

typedef struct Walk {
    QlValueFlow *flow;
    GHashTable *seen; /* set of nodes */
    GArray *stack;    /* guint: nodes */
    GArray *out;      /* QlOrigin */
} Walk;

static void visit(Walk *walk, guint node)
{
    if (g_hash_table_add(walk->seen, GUINT_TO_POINTER(node + 1))) {
        g_array_append_val(walk->stack, node);
    }
}

static int compare_seeds(gconstpointer a, gconstpointer b)
{
    const Seed *x = a;
    const Seed *y = b;
    return x->node < y->node ? -1 : x->node > y->node;
}

static void prepare(QlValueFlow *flow)
{
    if (!flow->reverse) {
        flow->reverse = ql_value_reverse(flow);
        flow->n_reverse = flow->nodes->len;
        g_array_sort(flow->seeds, compare_seeds);
    }
}

static guint first_seed(const QlValueFlow *flow, guint node)
{
    guint low = 0;
    guint high = flow->seeds->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(flow->seeds, Seed, middle).node < node) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static QlOrigin origin_of_seed(const Seed *seed)
{
    QlOrigin origin = {QL_ORIGIN_FUNCTION, seed->holder, seed->line, seed->value, seed->name};
    if (seed->value == QL_VALUE_OUTSIDE) {
        origin.kind = QL_ORIGIN_OUTSIDE;
    } else if (seed->value == QL_VALUE_WRITTEN) {
        origin.kind = QL_ORIGIN_RESULT;
    } else if (seed->value == QL_VALUE_LOST) {
        origin.kind = QL_ORIGIN_LOST;
    }
    return origin;
}

static void add_seeds(Walk *walk, guint node)
{
    const GArray *seeds = walk->flow->seeds;
    for (guint i = first_seed(walk->flow, node); i < seeds->len; i++) {
        const Seed *seed = &g_array_index(seeds, Seed, i);
        if (seed->node != node) {
            return;
        }
        QlOrigin origin = origin_of_seed(seed);
        g_array_append_val(walk->out, origin);
    }
}

/* The result of a call by name of a function that no TU defines. */
static void add_result(Walk *walk, const Node *node)
{
    const QlDefinition *def = walk->flow->functions[node->a];
    const QlEvent *event = ql_flow_event_by_id(def->flow, node->b);
    const QlExpr *callee =
        event && event->kind == QL_EVENT_CALL ? ql_flow_expr(def->flow, event->target) : NULL;
    if (!callee || callee->kind != QL_EXPR_FUNCTION) {
        return;
    }
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(guint));
    walk->flow->resolve(callee->name, def, found, walk->flow->user);
    if (!found->len) {
        QlOrigin origin = {QL_ORIGIN_RESULT, def, event->line, 0, callee->name};
        g_array_append_val(walk->out, origin);
    }
}

/* The parameter of a function that functions that no TU defines may call. */
static void add_argument(Walk *walk, const Node *node)
{
    const QlDefinition *def = walk->flow->functions[node->a];
    if (ql_value_flow_is_loose(walk->flow, node->a)) {
        QlOrigin origin = {QL_ORIGIN_ARGUMENT, def, def->line, 0, def->key};
        g_array_append_val(walk->out, origin);
    }
}

static void expand(Walk *walk, guint id)
{
    const Node *node = ql_value_node(walk->flow, id);
    add_seeds(walk, id);
    if (node->kind == NODE_CALL && node->b < QL_VALUE_CARRIER) {
        add_result(walk, node);
    } else if (node->kind == NODE_PARAM) {
        add_argument(walk, node);
    }
    const GArray *sources = id < walk->flow->n_reverse ? walk->flow->reverse[id] : NULL;
    for (guint i = 0; sources && i < sources->len; i++) {
        visit(walk, g_array_index(sources, guint, i));
    }
}

static void start(Walk *walk, guint function, QlExprRef ref)
{
    QlValueFlow *flow = walk->flow;
    const QlDefinition *def = flow->functions[function];
    guint id;
    if (ql_value_place(flow, function, def->flow, ref, &id)) {
        visit(walk, id);
    }
    if (!ql_value_pointer(flow, function, def->flow, ref, &id)) {
        return;
    }
    const GArray *values = ql_value_node(flow, id)->values;
    for (guint i = 0; values && i < values->len; i++) {
        guint value = g_array_index(values, guint, i);
        if (value >= flow->n_functions) {
            visit(walk, value - flow->n_functions);
        }
    }
}

static int compare_origins(gconstpointer a, gconstpointer b)
{
    const QlOrigin *x = a;
    const QlOrigin *y = b;
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (x->function != y->function) {
        return x->function < y->function ? -1 : 1;
    }
    return x->line < y->line ? -1 : x->line > y->line;
}

static Walk walk_new(QlValueFlow *flow, GArray *out)
{
    prepare(flow);
    return (Walk){flow, g_hash_table_new(NULL, NULL), g_array_new(FALSE, FALSE, sizeof(guint)),
                  out};
}

/* Walks back from the nodes on the stack. */
static void finish(Walk *walk)
{
    while (walk->stack->len) {
        guint id = g_array_index(walk->stack, guint, walk->stack->len - 1);
        g_array_set_size(walk->stack, walk->stack->len - 1);
        expand(walk, id);
    }
    g_array_sort(walk->out, compare_origins);
    g_hash_table_destroy(walk->seen);
    g_array_unref(walk->stack);
}

void ql_value_flow_origins(QlValueFlow *flow, guint function, QlExprRef ref, GArray *out)
{
    Walk walk = walk_new(flow, out);
    start(&walk, function, ref);
    finish(&walk);
}

void ql_value_flow_field_origins(QlValueFlow *flow, QlSym record, QlSym field, GArray *out)
{
    Walk walk = walk_new(flow, out);
    guint id;
    if (ql_value_field_node(flow, record, field, &id)) {
        visit(&walk, id);
    }
    finish(&walk);
}

void ql_value_flow_blind_stores(QlValueFlow *flow, GArray *out)
{
    for (guint i = 0; i < flow->blind->len; i++) {
        const Blind *blind = &g_array_index(flow->blind, Blind, i);
        g_autoptr(GArray) values =
            ql_value_flow_targets(flow, blind->function, blind->event->value);
        if (values->len) {
            QlOrigin origin = {.kind = QL_ORIGIN_LOST,
                               .holder = flow->functions[blind->function],
                               .line = blind->event->line};
            g_array_append_val(out, origin);
        }
    }
}
