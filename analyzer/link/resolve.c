/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve.h"
#include "affinity.h"
#include "object_key.h"
#include "program_load.h"
#include "started.h"
#include <string.h>

GPtrArray *ql_resolve_values(QlResolver *resolver, const QlFunction *function, QlExprRef ref)
{
    GPtrArray *out = g_ptr_array_new();
    g_autoptr(GArray) indexes = ql_value_flow_targets(resolver->flow, function->index, ref);
    ql_program_functions_at(resolver->program, indexes, out);
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

/* What the call with number @id returned; its callee may be a pointer itself. */
static Through through_call(const QlProgram *program, const QlDefinition *def, gint64 id)
{
    const QlEvent *call = ql_flow_event_by_id(def->flow, id);
    QlSym name = call ? ql_program_callee_name(program, def, call) : 0;
    QlSym via = name ? intern_printf(program->strings, "result of %s",
                                     ql_strings_get(program->strings, name))
                     : ql_strings_intern(program->strings, "expression");
    return (Through){QL_HOP_LOCAL, via};
}

static Through through_expr(const QlProgram *program, const QlDefinition *def, QlExprRef ref)
{
    QlStrings *strings = program->strings;
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
    case QL_EXPR_CALL: return through_call(program, def, expr->value);
    default: return (Through){QL_HOP_LOCAL, ql_strings_intern(strings, "expression")};
    }
}

static void add_edge(QlCallEdge edge)
{
    QlCallEdge *copy = g_memdup2(&edge, sizeof edge);
    if (edge.unfollowed) {
        g_ptr_array_add(edge.caller->unfollowed, copy);
        return;
    }
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

/* Whether all that field @via holds is called. What comes after a blank names a container. */
static gboolean is_broadcast(const QlResolver *resolver, QlSym via)
{
    g_autofree char *plain = ql_key_plain(ql_strings_get(resolver->program->strings, via));
    plain[strcspn(plain, " ")] = '\0';
    return g_hash_table_contains(resolver->broadcasts, plain);
}

static void add_edges(QlResolver *resolver, QlCallEdge edge, const GPtrArray *callees)
{
    const QlGateway *field = edge.gateway;
    edge.targets = callees->len;
    edge.broadcast = edge.kind == QL_HOP_FIELD && is_broadcast(resolver, edge.via);
    for (guint i = 0; i < callees->len; i++) {
        edge.callee = callees->pdata[i];
        const QlGateway *function =
            ql_gateways_function(resolver->gateways, edge.callee->def->name);
        edge.gateway = function ? function : field;
        if (!edge.gateway && edge.kind == QL_HOP_FIELD && resolver->program->affinities) {
            const char *path = ql_strings_get(resolver->program->strings, edge.via);
            edge.gateway = ql_affinities_gateway(resolver->program->affinities, path, edge.callee);
        }
        edge.unfollowed = is_cut(resolver, edge.gateway) ? QL_UNFOLLOWED_GATEWAY : QL_UNFOLLOWED_NO;
        add_edge(edge);
    }
}

/* Edges that are only shown, never followed: for the reason in @edge. */
static void add_unfollowed(QlCallEdge edge, const GPtrArray *callees)
{
    edge.targets = callees->len;
    for (guint i = 0; i < callees->len; i++) {
        edge.callee = callees->pdata[i];
        add_edge(edge);
    }
}

/* A parameter that is called on behalf of whoever passes the function. */
static gboolean calls_for_caller(const QlResolver *resolver, const QlFunction *function,
                                 QlExprRef callee)
{
    int param = ql_expr_parameter(function->def, callee);
    return param >= 0 &&
           ql_callback_params_get(resolver->callbacks, function->def->name, (guint)param) != NULL;
}

static void count_targets(QlLinkCounts *counts, guint n)
{
    counts->indirect++;
    counts->unresolved += n == 0;
    counts->resolved_1 += n == 1;
    counts->resolved_few += n > 1 && n <= 10;
    counts->resolved_many += n > 10 && n <= 50;
    counts->resolved_crowd += n > 50;
}

/* A pointer with external linkage that nothing here stores to: a library's, if anyone's. */
static gboolean is_undefined_global(const QlProgram *program, const QlIndirect *site)
{
    return site->kind == QL_HOP_GLOBAL && !strchr(ql_strings_get(program->strings, site->via), '@');
}

/* Why a call has no targets: the first origin of the last kind says it. */
static void judge(const QlProgram *program, QlIndirect *site)
{
    g_autoptr(GArray) origins = g_array_new(FALSE, TRUE, sizeof(QlOrigin));
    ql_value_flow_origins(program->flow, site->caller->index, site->event->target, origins);
    site->verdict = QL_VERDICT_NOTHING;
    for (guint i = 0; i < origins->len; i++) {
        const QlOrigin *origin = &g_array_index(origins, QlOrigin, i);
        /* Functions that are stored there have been removed, or it had targets. */
        if (origin->kind != QL_ORIGIN_FUNCTION && origin->kind != site->origin.kind) {
            site->origin = *origin;
        }
    }
    if (!origins->len && is_undefined_global(program, site)) {
        site->verdict = QL_VERDICT_OUTSIDE;
        site->origin = (QlOrigin){.kind = QL_ORIGIN_OUTSIDE, .name = site->via};
    } else if (site->origin.kind != QL_ORIGIN_NONE) {
        gboolean outside = site->origin.kind == QL_ORIGIN_OUTSIDE;
        site->verdict = outside ? QL_VERDICT_OUTSIDE : QL_VERDICT_LOST;
    }
}

/* Enters @site into the program's list, with what it may call after all refinements. */
static void add_site(QlResolver *resolver, QlIndirect site, const GPtrArray *callees)
{
    QlProgram *program = resolver->program;
    site.targets = g_ptr_array_copy((GPtrArray *)callees, NULL, NULL);
    if (!callees->len && site.kind == QL_HOP_CONTAINER) {
        site.verdict = QL_VERDICT_NOTHING; /* an empty list */
    } else if (!callees->len) {
        judge(program, &site);
    }
    program->counts.lost += site.verdict == QL_VERDICT_LOST;
    count_targets(&program->counts, callees->len);
    g_ptr_array_add(program->indirect, g_memdup2(&site, sizeof site));
}

/* A pointer called on behalf of the callers: it is their argument, or in a list of theirs. */
static gboolean is_for_caller(const QlResolver *resolver, const QlFunction *caller,
                              const QlEvent *event)
{
    const QlExpr *callee = ql_flow_expr(caller->def->flow, event->target);
    return calls_for_caller(resolver, caller, event->target) ||
           (resolver->containers && ql_containers_are_run_by(resolver->containers, caller, callee));
}

static void resolve_indirect(QlResolver *resolver, QlFunction *caller, const QlEvent *event)
{
    QlProgram *program = resolver->program;
    g_autoptr(GPtrArray) callees = ql_resolve_values(resolver, caller, event->target);
    Through through = through_expr(program, caller->def, event->target);
    QlIndirect site = {.caller = caller,
                       .event = event,
                       .kind = (guint8)through.kind,
                       .via = through.via,
                       .passed = is_for_caller(resolver, caller, event),
                       .gateway = ql_gateways_field(resolver->gateways, through.via)};
    ql_refine(&resolver->refiner, &site, callees);
    add_site(resolver, site, callees);
    QlCallEdge edge = {.caller = caller,
                       .event = event,
                       .kind = site.kind,
                       .via = site.via,
                       .gateway = site.gateway};
    if (site.passed) {
        edge.unfollowed = QL_UNFOLLOWED_PASSED;
        add_unfollowed(edge, callees);
        return;
    }
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
    gboolean later = param->annotation && !param->annotation->direct;
    gboolean passed = ql_expr_parameter(caller->def, ref) >= 0;
    if (passed && (!param->annotation || param->registrar != param->function)) {
        return; /* a wrapper's callers carry the edge, and the callee shows what it calls */
    }
    g_autoptr(GPtrArray) callees = ql_resolve_values(resolver, caller, ref);
    const QlEvent *start =
        later ? event : ql_start_event(program, caller, event, param->annotation);
    QlCallEdge edge = {.caller = caller,
                       .event = start,
                       .kind = QL_HOP_CALLBACK,
                       .via = intern_printf(program->strings, "callback %s",
                                            ql_strings_get(program->strings, param->registrar)),
                       .adds = param->annotation ? param->annotation->holds : NULL,
                       .later = later ? param->annotation : NULL};
    if (!later && !passed) {
        add_edges(resolver, edge, callees);
        return;
    }
    edge.unfollowed = passed ? QL_UNFOLLOWED_PASSED : QL_UNFOLLOWED_LATER;
    add_unfollowed(edge, callees); /* what runs later is a root; a wrapper's callers carry a call */
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

/* Edges to what is in container @run that a call runs. */
static void add_container(QlResolver *resolver, QlFunction *caller, const QlEvent *event,
                          const QlContainerRun *run)
{
    QlStrings *strings = resolver->program->strings;
    g_autoptr(GPtrArray) all = ql_field_functions(resolver->program, run->entry->field);
    const GPtrArray *targets = run->targets ? run->targets : all;
    const char *name = run->container ? ql_strings_get(strings, run->container) : "any list";
    QlSym via = intern_printf(strings, "%s in %s", run->entry->field, name);
    QlIndirect site = {.caller = caller,
                       .event = event,
                       .kind = QL_HOP_CONTAINER,
                       .via = via,
                       .element = run->entry->field};
    ql_refine_to(&site, all, targets, QL_REFINE_CONTAINER, run->container);
    add_site(resolver, site, targets);
    QlCallEdge edge = {.caller = caller, .event = event, .kind = QL_HOP_CONTAINER, .via = via};
    add_edges(resolver, edge, targets);
}

/* Edges to what is in the containers that a call of functions named @callee runs. */
static void resolve_containers(QlResolver *resolver, QlFunction *caller, const QlEvent *event,
                               QlSym callee)
{
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(QlContainerRun));
    if (resolver->containers) {
        ql_containers_run(resolver->containers, caller, event, callee, runs);
    }
    for (guint i = 0; i < runs->len; i++) {
        const QlContainerRun *run = &g_array_index(runs, QlContainerRun, i);
        if (!run->for_caller) {
            add_container(resolver, caller, event, run);
        }
    }
}

static void resolve_event(QlResolver *resolver, QlFunction *caller, const QlEvent *event)
{
    const QlExpr *callee = ql_flow_expr(caller->def->flow, event->target);
    resolver->program->counts.calls++;
    if (callee->kind == QL_EXPR_FUNCTION) {
        QlSym name = ql_program_name_of_key(resolver->program, callee->name);
        resolve_direct(resolver, caller, event, callee->name);
        resolve_arguments(resolver, caller, event, name);
        resolve_containers(resolver, caller, event, name);
        return;
    }
    guint before = caller->calls->len;
    resolve_indirect(resolver, caller, event);
    guint after = caller->calls->len;
    for (guint i = before; i < after; i++) {
        const QlCallEdge *edge = caller->calls->pdata[i];
        resolve_arguments(resolver, caller, event, edge->callee->def->name);
        resolve_containers(resolver, caller, event, edge->callee->def->name);
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
