/* SPDX-License-Identifier: Apache-2.0 */
#include "call_graph.h"

#include "program_args.h"

/* A graph while it is made. */
typedef struct Maker {
    QlCallGraph *graph;
    guint edges;           /* QlGraphEdges */
    GHashTable *only;      /* set of QlCallEdge* and QlEvent*, or NULL */
    GHashTable *undefined; /* name -> QlFunction* */
} Maker;

/* The kinds (QlGraphEdges) that @edge is of, all of which must be wanted. */
static guint kinds_of(const QlCallEdge *edge)
{
    guint later = edge->later ? QL_GRAPH_LATER : 0;
    if (edge->unfollowed == QL_UNFOLLOWED_GATEWAY) {
        return QL_GRAPH_GATEWAYS;
    }
    if (edge->unfollowed == QL_UNFOLLOWED_PASSED) {
        return QL_GRAPH_PASSED | later;
    }
    if (later) {
        return later;
    }
    return ql_edge_is_named(edge) ? QL_GRAPH_DIRECT : QL_GRAPH_INDIRECT;
}

static GPtrArray *list_of(GPtrArray **lists, guint index)
{
    if (!lists[index]) {
        lists[index] = g_ptr_array_new();
    }
    return lists[index];
}

gboolean ql_call_graph_is_possible(GHashTable *only, const QlCallEdge *edge)
{
    gboolean undefined = edge->callee->def->kind == QL_DEF_DECLARATION;
    return !only || g_hash_table_contains(only, undefined ? (gconstpointer)edge->event : edge);
}

static void add_program_edges(Maker *maker, const QlFunction *function)
{
    for (guint i = 0; i < function->calls->len; i++) {
        QlCallEdge *edge = function->calls->pdata[i];
        if ((kinds_of(edge) & maker->edges) && ql_call_graph_is_possible(maker->only, edge)) {
            g_ptr_array_add(list_of(maker->graph->out, function->index), edge);
        }
    }
    for (guint i = 0; i < function->unfollowed->len; i++) {
        QlCallEdge *edge = function->unfollowed->pdata[i];
        guint kinds = kinds_of(edge);
        if ((kinds & maker->edges) == kinds) {
            g_ptr_array_add(list_of(maker->graph->out, function->index), edge);
        } else if ((kinds & maker->edges) == (kinds & ~(guint)QL_GRAPH_PASSED) &&
                   (maker->edges & QL_GRAPH_INDIRECT) && !maker->only) {
            g_ptr_array_add(list_of(maker->graph->passed, function->index), edge);
        }
    }
}

static void own_edge(Maker *maker, QlCallEdge edge)
{
    QlCallEdge *copy = g_memdup2(&edge, sizeof edge);
    g_ptr_array_add(maker->graph->own, copy);
    g_ptr_array_add(list_of(maker->graph->out, edge.caller->index), copy);
}

/* ---- functions that no TU defines ---- */

static void free_undefined(gpointer data)
{
    QlFunction *function = data;
    if (function->def->kind == QL_DEF_DECLARATION) {
        ql_definition_free(function->def);
    }
    g_free(function);
}

static QlFunction *add_function(QlCallGraph *graph, QlDefinition *def)
{
    QlFunction *function = g_new0(QlFunction, 1);
    function->index = graph->functions->len;
    function->def = def;
    g_ptr_array_add(graph->functions, function);
    return function;
}

static QlFunction *undefined_function(Maker *maker, QlSym key)
{
    QlFunction *function = g_hash_table_lookup(maker->undefined, GUINT_TO_POINTER(key));
    if (!function) {
        QlDefinition *def = ql_definition_new();
        def->kind = QL_DEF_DECLARATION;
        def->key = key;
        def->name = key;
        def->file = ql_strings_intern(maker->graph->program->strings, "");
        function = add_function(maker->graph, def);
        g_hash_table_insert(maker->undefined, GUINT_TO_POINTER(key), function);
    }
    return function;
}

static GPtrArray *defined(const Maker *maker, QlSym key)
{
    return g_hash_table_lookup(maker->graph->program->by_key, GUINT_TO_POINTER(key));
}

/* Name and edge of each call that leads out of the index; nodes first, so that lists fit. */
static void add_undefined(Maker *maker, gboolean edges)
{
    for (guint i = 0; i < maker->graph->n_defined; i++) {
        QlFunction *caller = maker->graph->functions->pdata[i];
        const QlFlow *flow = caller->def->flow;
        for (guint k = 0; k < flow->events->len; k++) {
            const QlEvent *event = &g_array_index(flow->events, QlEvent, k);
            if (!ql_program_leaves_index(maker->graph->program, caller->def, event)) {
                continue;
            }
            QlSym key = ql_flow_expr(flow, event->target)->name;
            QlFunction *function = undefined_function(maker, key);
            QlCallEdge edge = {caller, function, event, .targets = 1};
            if (edges && ql_call_graph_is_possible(maker->only, &edge)) {
                own_edge(maker, edge);
            }
        }
    }
}

/* ---- threads and fork handlers ---- */

static void add_creation(Maker *maker, const QlThreadCreation *creation)
{
    QlStrings *strings = maker->graph->program->strings;
    g_autofree char *text =
        g_strdup_printf("thread by %s", creation->creator ? creation->creator->function : "?");
    for (guint i = 0; i < creation->entries->len; i++) {
        own_edge(maker, (QlCallEdge){.caller = creation->site,
                                     .callee = creation->entries->pdata[i],
                                     .event = creation->event,
                                     .kind = QL_HOP_CALLBACK,
                                     .targets = creation->entries->len,
                                     .via = ql_strings_intern(strings, text),
                                     .unfollowed = QL_UNFOLLOWED_LATER});
    }
}

static void add_fork_handlers(Maker *maker, const QlForkPoint *fork)
{
    QlStrings *strings = maker->graph->program->strings;
    g_autofree char *text = g_strdup_printf("callback %s", fork->op->function);
    for (guint i = 0; fork->handlers && i < fork->handlers->len; i++) {
        if (fork->handlers->pdata[i]) {
            own_edge(maker, (QlCallEdge){.caller = fork->site,
                                         .callee = fork->handlers->pdata[i],
                                         .event = fork->event,
                                         .kind = QL_HOP_CALLBACK,
                                         .targets = 1,
                                         .via = ql_strings_intern(strings, text),
                                         .unfollowed = QL_UNFOLLOWED_LATER});
        }
    }
}

static void add_starts(Maker *maker)
{
    const QlProgram *program = maker->graph->program;
    for (guint i = 0; program->creations && i < program->creations->len; i++) {
        add_creation(maker, program->creations->pdata[i]);
    }
    for (guint i = 0; program->forks && i < program->forks->len; i++) {
        add_fork_handlers(maker, program->forks->pdata[i]);
    }
}

/* ---- references ---- */

static void add_reference(Maker *maker, QlFunction *from, const QlEvent *event, QlExprRef ref)
{
    const QlFlow *flow = from->def->flow;
    const QlExpr *expr = ql_flow_expr(flow, ref);
    while (expr->kind == QL_EXPR_ADDR || expr->kind == QL_EXPR_DEREF) {
        expr = ql_flow_expr(flow, expr->a);
    }
    const GPtrArray *list = expr->kind == QL_EXPR_FUNCTION ? defined(maker, expr->name) : NULL;
    for (guint i = 0; list && i < list->len; i++) {
        own_edge(maker, (QlCallEdge){.caller = from,
                                     .callee = list->pdata[i],
                                     .event = event,
                                     .kind = QL_HOP_DIRECT,
                                     .targets = 1,
                                     .unfollowed = QL_UNFOLLOWED_MENTION});
    }
}

static void add_references(Maker *maker, QlFunction *from)
{
    const QlFlow *flow = from->def->flow;
    for (guint k = 0; flow && k < flow->events->len; k++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, k);
        for (guint i = 0; event->kind == QL_EVENT_CALL && i < event->n_args; i++) {
            add_reference(maker, from, event, ql_flow_arg(flow, event, i));
        }
        if (event->kind == QL_EVENT_ASSIGN) {
            add_reference(maker, from, event, event->value);
        }
    }
}

static void add_variables(QlCallGraph *graph)
{
    for (guint i = 0; i < graph->program->variables->len; i++) {
        add_function(graph, graph->program->variables->pdata[i]);
    }
}

/* ---- the whole ---- */

static void make_lists(QlCallGraph *graph)
{
    graph->out = g_new0(GPtrArray *, graph->functions->len);
    graph->in = g_new0(GPtrArray *, graph->functions->len);
    graph->passed = g_new0(GPtrArray *, graph->functions->len);
}

static void sort_lists(QlCallGraph *graph)
{
    for (guint i = 0; i < graph->functions->len; i++) {
        GPtrArray *list = graph->out[i];
        if (!list) {
            continue;
        }
        g_ptr_array_sort_with_data(list, ql_cli_compare_edges, graph->program);
        for (guint k = 0; k < list->len; k++) {
            const QlCallEdge *edge = list->pdata[k];
            g_ptr_array_add(list_of(graph->in, edge->callee->index), (gpointer)edge);
        }
    }
    for (guint i = 0; i < graph->functions->len; i++) {
        if (graph->in[i]) {
            g_ptr_array_sort_with_data(graph->in[i], ql_cli_compare_edges, graph->program);
        }
        list_of(graph->out, i);
        list_of(graph->in, i);
        g_ptr_array_sort_with_data(list_of(graph->passed, i), ql_cli_compare_edges, graph->program);
    }
}

static void add_edges(Maker *maker)
{
    QlCallGraph *graph = maker->graph;
    for (guint i = 0; i < graph->n_defined; i++) {
        add_program_edges(maker, graph->functions->pdata[i]);
    }
    if (maker->edges & QL_GRAPH_DIRECT) {
        add_undefined(maker, TRUE);
    }
    if (maker->edges & QL_GRAPH_LATER) {
        add_starts(maker);
    }
    for (guint i = 0; (maker->edges & QL_GRAPH_REFERENCES) && i < graph->functions->len; i++) {
        add_references(maker, graph->functions->pdata[i]);
    }
}

static QlCallGraph *graph_of_functions(QlProgram *program)
{
    QlCallGraph *graph = g_new0(QlCallGraph, 1);
    graph->program = program;
    graph->functions = g_ptr_array_new();
    g_ptr_array_extend(graph->functions, program->functions, NULL, NULL);
    graph->n_defined = program->functions->len;
    graph->own = g_ptr_array_new_with_free_func(g_free);
    return graph;
}

QlCallGraph *ql_call_graph_new(QlProgram *program, guint edges, GHashTable *only)
{
    QlCallGraph *graph = graph_of_functions(program);
    Maker maker = {.graph = graph, .edges = edges, .only = only};
    maker.undefined = g_hash_table_new(NULL, NULL);
    add_undefined(&maker, FALSE);
    if (edges & QL_GRAPH_REFERENCES) {
        add_variables(graph);
    }
    make_lists(graph);
    add_edges(&maker);
    sort_lists(graph);
    g_hash_table_destroy(maker.undefined);
    return graph;
}

void ql_call_graph_free(QlCallGraph *graph)
{
    if (!graph) {
        return;
    }
    for (guint i = 0; i < graph->functions->len; i++) {
        g_ptr_array_unref(graph->out[i]);
        g_ptr_array_unref(graph->in[i]);
        g_ptr_array_unref(graph->passed[i]);
    }
    for (guint i = graph->n_defined; i < graph->functions->len; i++) {
        free_undefined(graph->functions->pdata[i]);
    }
    g_free(graph->out);
    g_free(graph->in);
    g_free(graph->passed);
    g_ptr_array_unref(graph->functions);
    g_ptr_array_unref(graph->own);
    g_free(graph);
}

gboolean ql_call_graph_defines(const QlCallGraph *graph, const QlFunction *function)
{
    return function->index < graph->n_defined;
}
