/* SPDX-License-Identifier: Apache-2.0 */
#include "class_setters.h"
#include "callbacks.h"
#include "object_key.h"

/* Everything that leads to stores to one field. */
typedef struct Reach {
    GHashTable *functions; /* set of QlFunction* */
    gboolean outside;      /* some of it is run by others than functions that fill classes */
} Reach;

struct QlClassSetters {
    QlProgram *program;
    QlCallSites *sites;
    GHashTable *inits;     /* QlFunction* as keys; the caller's */
    GHashTable *others;    /* set of QlFunction*; the caller's */
    GHashTable *setters;   /* field -> GPtrArray of QlFunction* that store to it */
    GHashTable *addressed; /* set of fields whose address is taken, or that are not own classes' */
    GHashTable *reach;     /* field -> Reach*, made when asked for */
};

static void reach_free(gpointer data)
{
    Reach *reach = data;
    g_hash_table_destroy(reach->functions);
    g_free(reach);
}

static void add_key(GHashTable *set, guint64 field)
{
    g_hash_table_add(set, g_memdup2(&field, sizeof field));
}

gboolean ql_class_is_own(const QlFunction *function, QlExprRef ref)
{
    for (guint depth = 0; depth < 16; depth++) {
        ref = ql_expr_follow_local(function->def, ref);
        const QlExpr *expr = ql_flow_expr(function->def->flow, ref);
        if (expr->kind == QL_EXPR_PARAM) {
            return TRUE;
        }
        if (expr->kind == QL_EXPR_CALL) {
            const QlEvent *call = ql_flow_event_by_id(function->def->flow, expr->value);
            if (!call || !call->n_args) {
                return FALSE;
            }
            ref = ql_flow_arg(function->def->flow, call, 0);
        } else if (expr->kind == QL_EXPR_FIELD || expr->kind == QL_EXPR_DEREF ||
                   expr->kind == QL_EXPR_ADDR) {
            ref = expr->a;
        } else {
            return FALSE;
        }
    }
    return FALSE;
}

gboolean ql_class_is_unavoidable(const QlFlow *flow, guint block)
{
    g_autofree guint8 *seen = g_new0(guint8, flow->blocks->len);
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(guint));
    guint start = 0;
    seen[block] = 1;
    if (block != start) {
        seen[start] = 1;
        g_array_append_val(stack, start);
    }
    while (stack->len) {
        const QlBlock *here = ql_flow_block(flow, g_array_index(stack, guint, stack->len - 1));
        g_array_set_size(stack, stack->len - 1);
        if (here->term == QL_TERM_RETURN) {
            return FALSE;
        }
        for (guint i = 0; i < here->n_edges; i++) {
            guint to = g_array_index(flow->edges, QlEdge, here->first_edge + i).target;
            if (!seen[to]) {
                seen[to] = 1;
                g_array_append_val(stack, to);
            }
        }
    }
    return TRUE;
}

static void add_setter(QlClassSetters *setters, QlFunction *function, const QlExpr *target)
{
    guint64 field = ql_class_field(target);
    GPtrArray *list = g_hash_table_lookup(setters->setters, &field);
    if (!list) {
        list = g_ptr_array_new();
        g_hash_table_insert(setters->setters, g_memdup2(&field, sizeof field), list);
    }
    if (!list->len || list->pdata[list->len - 1] != function) {
        g_ptr_array_add(list, function);
    }
}

/* &x->f, which lets others store to f. */
static void read_address(QlClassSetters *setters, const QlFlow *flow, QlExprRef ref)
{
    const QlExpr *field = ql_addressed_field(flow, ref);
    if (field) {
        add_key(setters->addressed, ql_class_field(field));
    }
}

static void read_function(QlClassSetters *setters, QlFunction *function)
{
    const QlFlow *flow = function->def->flow;
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        const QlExpr *target = ql_flow_expr(flow, event->target);
        if (event->kind == QL_EVENT_ASSIGN && target->kind == QL_EXPR_FIELD) {
            add_setter(setters, function, target);
        }
        read_address(setters, flow, event->value);
        for (guint k = 0; k < event->n_args; k++) {
            read_address(setters, flow, ql_flow_arg(flow, event, k));
        }
    }
}

QlClassSetters *ql_class_setters_new(QlProgram *program, QlCallSites *sites, GHashTable *inits,
                                     GHashTable *others)
{
    QlClassSetters *setters = g_new0(QlClassSetters, 1);
    setters->program = program;
    setters->sites = sites;
    setters->inits = inits;
    setters->others = others;
    setters->setters = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
                                             (GDestroyNotify)g_ptr_array_unref);
    setters->addressed = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    setters->reach = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, reach_free);
    for (guint i = 0; i < program->functions->len; i++) {
        read_function(setters, program->functions->pdata[i]);
    }
    return setters;
}

void ql_class_setters_free(QlClassSetters *setters)
{
    if (setters) {
        g_hash_table_destroy(setters->setters);
        g_hash_table_destroy(setters->addressed);
        g_hash_table_destroy(setters->reach);
        g_free(setters);
    }
}

static void climb(Reach *reach, GQueue *work, QlFunction *function)
{
    if (g_hash_table_add(reach->functions, function)) {
        g_queue_push_tail(work, function);
    }
}

static void climb_all(Reach *reach, GQueue *work, const GArray *sites)
{
    for (guint i = 0; sites && i < sites->len; i++) {
        climb(reach, work, g_array_index(sites, QlCallSite, i).caller);
    }
}

/* Whether @function starts by itself, and not to fill a class. */
static gboolean starts_outside(const QlClassSetters *setters, const QlFunction *function,
                               gboolean called)
{
    if (!g_hash_table_contains(setters->inits, function)) {
        return !called || ql_value_flow_is_taken(setters->program->flow, function->index);
    }
    return !called && g_hash_table_contains(setters->others, function);
}

/* Whether a function stores to @field of a class that may be another than its own. */
static gboolean stores_elsewhere(const QlFunction *function, guint64 field)
{
    const QlFlow *flow = function->def->flow;
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        const QlExpr *target = ql_flow_expr(flow, event->target);
        if (event->kind == QL_EVENT_ASSIGN && target->kind == QL_EXPR_FIELD &&
            ql_class_field(target) == field && !ql_class_is_own(function, target->a)) {
            return TRUE;
        }
    }
    return FALSE;
}

static void climb_callers(QlClassSetters *setters, Reach *reach, GQueue *work)
{
    QlFunction *function;
    while ((function = g_queue_pop_head(work))) {
        const GArray *direct = ql_call_sites_of(setters->sites, function->def->name);
        /* What runs class functions does it for all classes alike. */
        gboolean init = g_hash_table_contains(setters->inits, function);
        const GArray *through =
            init ? NULL
                 : ql_call_sites_through(setters->sites, setters->program, function->def->name);
        reach->outside |= starts_outside(setters, function, direct || through);
        climb_all(reach, work, direct);
        climb_all(reach, work, through);
    }
}

static Reach *reach_of(QlClassSetters *setters, guint64 field)
{
    Reach *reach = g_hash_table_lookup(setters->reach, &field);
    if (reach) {
        return reach;
    }
    reach = g_new0(Reach, 1);
    reach->functions = g_hash_table_new(NULL, NULL);
    g_hash_table_insert(setters->reach, g_memdup2(&field, sizeof field), reach);
    const GPtrArray *list = g_hash_table_lookup(setters->setters, &field);
    GQueue work = G_QUEUE_INIT;
    for (guint i = 0; list && i < list->len; i++) {
        climb(reach, &work, list->pdata[i]);
        reach->outside |= stores_elsewhere(list->pdata[i], field);
    }
    climb_callers(setters, reach, &work);
    return reach;
}

gboolean ql_class_setters_reach(QlClassSetters *setters, const QlFunction *function, guint64 field)
{
    return g_hash_table_contains(reach_of(setters, field)->functions, function);
}

gboolean ql_class_setters_only_inits(QlClassSetters *setters, guint64 field)
{
    return !g_hash_table_contains(setters->addressed, &field) && !reach_of(setters, field)->outside;
}
