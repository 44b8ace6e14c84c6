/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve.h"
#include "program_load.h"

GPtrArray *ql_resolve_values(QlResolver *resolver, const QlFunction *function, QlExprRef ref)
{
    GPtrArray *out = g_ptr_array_new();
    g_autoptr(GArray) indexes = ql_value_flow_targets(resolver->flow, function->index, ref);
    for (guint i = 0; i < indexes->len; i++) {
        guint index = g_array_index(indexes, guint, i);
        g_ptr_array_add(out, resolver->program->functions->pdata[index]);
    }
    return out;
}

/* What an indirect callee goes through, as text for people. */
typedef struct Through {
    QlHopKind kind;
    QlSym via;
} Through;

static QlSym intern_printf(QlStrings *strings, const char *format, ...) G_GNUC_PRINTF(2, 3);

static QlSym intern_printf(QlStrings *strings, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    return ql_strings_intern(strings, text);
}

/* The first place that is copied into local @index, or 0: says what kind of pointer it holds. */
static QlExprRef first_source(const QlDefinition *def, gint64 index)
{
    for (guint i = 0; i < def->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(def->flow->events, QlEvent, i);
        const QlExpr *target = ql_flow_expr(def->flow, event->target);
        const QlExpr *value = ql_flow_expr(def->flow, event->value);
        if (event->kind == QL_EVENT_ASSIGN && target->kind == QL_EXPR_LOCAL &&
            target->value == index &&
            (value->kind == QL_EXPR_FIELD || value->kind == QL_EXPR_GLOBAL)) {
            return event->value;
        }
    }
    return 0;
}

static Through through_expr(QlStrings *strings, const QlDefinition *def, QlExprRef ref)
{
    ref = ql_expr_follow_local(def, ref);
    if (ql_flow_expr(def->flow, ref)->kind == QL_EXPR_LOCAL) {
        QlExprRef source = first_source(def, ql_flow_expr(def->flow, ref)->value);
        ref = source ? source : ref;
    }
    const QlExpr *expr = ql_flow_expr(def->flow, ref);
    while (expr->kind == QL_EXPR_INDEX || expr->kind == QL_EXPR_DEREF) {
        expr = ql_flow_expr(def->flow, expr->a);
    }
    switch (expr->kind) {
    case QL_EXPR_FIELD:
        return (Through){QL_HOP_FIELD,
                         intern_printf(strings, "%s.%s", ql_strings_get(strings, expr->record),
                                       ql_strings_get(strings, expr->name))};
    case QL_EXPR_GLOBAL: return (Through){QL_HOP_GLOBAL, expr->name};
    case QL_EXPR_PARAM:
        return (Through){QL_HOP_PARAM,
                         intern_printf(strings, "parameter %d of %s", (int)expr->value + 1,
                                       ql_strings_get(strings, def->name))};
    case QL_EXPR_LOCAL: {
        const QlVariable *local = &g_array_index(def->locals, QlVariable, expr->value);
        return (Through){QL_HOP_LOCAL, intern_printf(strings, "variable %s",
                                                     ql_strings_get(strings, local->name))};
    }
    default: return (Through){QL_HOP_LOCAL, ql_strings_intern(strings, "expression")};
    }
}

static void add_edge(QlCallEdge edge)
{
    QlCallEdge *copy = g_memdup2(&edge, sizeof edge);
    g_ptr_array_add(edge.caller->calls, copy);
    g_ptr_array_add(edge.callee->callers, copy);
}

/* A gateway that is followed on some threads stays as an edge; contexts decide there. */
static gboolean is_cut(QlResolver *resolver, const QlGateway *gateway)
{
    gboolean cut = gateway && !(gateway->followed_on && gateway->followed_on[0]);
    resolver->program->counts.gateways += gateway != NULL;
    return cut;
}

static void add_edges(QlResolver *resolver, QlCallEdge edge, const GPtrArray *callees)
{
    const QlGateway *field = edge.gateway;
    edge.targets = callees->len;
    for (guint i = 0; i < callees->len; i++) {
        edge.callee = callees->pdata[i];
        const QlGateway *function =
            ql_gateways_function(resolver->gateways, edge.callee->def->name);
        edge.gateway = function ? function : field;
        if (!is_cut(resolver, edge.gateway)) {
            add_edge(edge);
        }
    }
}

static void count_targets(QlLinkCounts *counts, guint n)
{
    counts->indirect++;
    counts->unresolved += n == 0;
    counts->resolved_1 += n == 1;
    counts->resolved_few += n > 1 && n <= 10;
    counts->resolved_many += n > 10;
}

/* A parameter that is called on behalf of whoever passes the function. */
static gboolean calls_for_caller(const QlResolver *resolver, const QlFunction *function,
                                 QlExprRef callee)
{
    int param = ql_expr_parameter(function->def, callee);
    return param >= 0 &&
           ql_callback_params_get(resolver->callbacks, function->def->name, (guint)param) != NULL;
}

static void resolve_indirect(QlResolver *resolver, QlFunction *caller, const QlEvent *event)
{
    QlProgram *program = resolver->program;
    g_autoptr(GPtrArray) callees = ql_resolve_values(resolver, caller, event->target);
    count_targets(&program->counts, callees->len);
    if (calls_for_caller(resolver, caller, event->target)) {
        return;
    }
    Through through = through_expr(program->strings, caller->def, event->target);
    QlCallEdge edge = {.caller = caller,
                       .event = event,
                       .kind = (guint8)through.kind,
                       .via = through.via,
                       .gateway = ql_gateways_field(resolver->gateways, through.via)};
    add_edges(resolver, edge, callees);
}

static void resolve_direct(QlResolver *resolver, QlFunction *caller, const QlEvent *event,
                           QlSym key)
{
    g_autoptr(GPtrArray) callees = g_ptr_array_new();
    ql_program_resolve_key(resolver->program, key, caller, callees);
    resolver->program->counts.undefined += callees->len == 0;
    QlHopKind kind = event->flags & QL_EVENT_CLEANUP ? QL_HOP_CLEANUP : QL_HOP_DIRECT;
    add_edges(resolver, (QlCallEdge){.caller = caller, .event = event, .kind = (guint8)kind},
              callees);
}

/* Edges to the functions passed as argument @arg, if the callee calls what it gets there. */
static void resolve_argument(QlResolver *resolver, QlFunction *caller, const QlEvent *event,
                             guint arg, const QlCallbackParam *param)
{
    QlProgram *program = resolver->program;
    QlExprRef ref = ql_flow_arg(caller->def->flow, event, arg);
    if (param->annotation && !param->annotation->direct) {
        return; /* deferred: it is a root */
    }
    if (ql_expr_parameter(caller->def, ref) >= 0) {
        return; /* the wrapper's callers carry the edge */
    }
    g_autoptr(GPtrArray) callees = ql_resolve_values(resolver, caller, ref);
    add_edges(resolver,
              (QlCallEdge){.caller = caller,
                           .event = event,
                           .kind = QL_HOP_CALLBACK,
                           .via = intern_printf(program->strings, "callback %s",
                                                ql_strings_get(program->strings, param->registrar)),
                           .adds = param->annotation ? param->annotation->holds : NULL},
              callees);
}

static void resolve_arguments(QlResolver *resolver, QlFunction *caller, const QlEvent *event,
                              QlSym callee_name)
{
    guint n = MIN(event->n_args, ql_callback_params_count(resolver->callbacks, callee_name));
    for (guint arg = 0; arg < n; arg++) {
        const GPtrArray *list = ql_callback_params_get(resolver->callbacks, callee_name, arg);
        for (guint i = 0; list && i < list->len; i++) {
            resolve_argument(resolver, caller, event, arg, list->pdata[i]);
        }
    }
}

static void resolve_event(QlResolver *resolver, QlFunction *caller, const QlEvent *event)
{
    const QlExpr *callee = ql_flow_expr(caller->def->flow, event->target);
    resolver->program->counts.calls++;
    if (callee->kind == QL_EXPR_FUNCTION) {
        resolve_direct(resolver, caller, event, callee->name);
        resolve_arguments(resolver, caller, event,
                          ql_program_name_of_key(resolver->program, callee->name));
        return;
    }
    guint before = caller->calls->len;
    resolve_indirect(resolver, caller, event);
    guint after = caller->calls->len;
    for (guint i = before; i < after; i++) {
        const QlCallEdge *edge = caller->calls->pdata[i];
        resolve_arguments(resolver, caller, event, edge->callee->def->name);
    }
}

void ql_resolve_calls(QlResolver *resolver)
{
    GPtrArray *functions = resolver->program->functions;
    for (guint i = 0; i < functions->len; i++) {
        QlFunction *function = functions->pdata[i];
        for (guint k = 0; k < function->def->flow->events->len; k++) {
            const QlEvent *event = &g_array_index(function->def->flow->events, QlEvent, k);
            if (event->kind == QL_EVENT_CALL) {
                resolve_event(resolver, function, event);
            }
        }
    }
}
