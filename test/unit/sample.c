/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

static void add_block(QlFlow *flow, QlTerm term, guint line, QlExprRef cond, guint n_events,
                      guint n_edges)
{
    QlBlock block = {
        .term = term,
        .line = line,
        .cond = cond,
        .first_event = flow->events->len - n_events,
        .n_events = n_events,
        .first_edge = flow->edges->len - n_edges,
        .n_edges = n_edges,
    };
    g_array_append_val(flow->blocks, block);
}

static void add_edge(QlFlow *flow, QlEdgeKind kind, guint target, gint64 low, gint64 high)
{
    QlEdge edge = {.kind = kind, .target = target, .low = low, .high = high};
    g_array_append_val(flow->edges, edge);
}

static void add_call(QlFlow *flow, guint id, guint line, QlExprRef target, guint n_args,
                     const QlExprRef *args)
{
    QlEvent event = {
        .kind = QL_EVENT_CALL,
        .id = id,
        .line = line,
        .column = 9,
        .target = target,
        .first_arg = flow->args->len,
        .n_args = n_args,
    };
    g_array_append_vals(flow->args, args, n_args);
    g_array_append_val(flow->events, event);
}

static QlEvent *add_assign(QlFlow *flow, guint id, guint line, QlAssignOp op, QlExprRef target,
                           QlExprRef value)
{
    QlEvent event = {
        .kind = QL_EVENT_ASSIGN,
        .assign = op,
        .id = id,
        .line = line,
        .column = 5,
        .target = target,
        .value = value,
    };
    g_array_append_val(flow->events, event);
    return &g_array_index(flow->events, QlEvent, flow->events->len - 1);
}

static QlEvent *last_event(QlFlow *flow)
{
    return &g_array_index(flow->events, QlEvent, flow->events->len - 1);
}

static void add_variable(GArray *list, QlStrings *strings, const char *name, const char *type,
                         const char *record, const char *cleanup)
{
    QlVariable variable = {
        .name = ql_strings_intern(strings, name),
        .type = ql_strings_intern(strings, type),
        .record = ql_strings_intern(strings, record),
        .cleanup = ql_strings_intern(strings, cleanup),
    };
    g_array_append_val(list, variable);
}

static void set_head(QlDefinition *def, QlStrings *strings, const char *key, const char *name,
                     const char *file, const char *type)
{
    def->key = ql_strings_intern(strings, key);
    def->name = ql_strings_intern(strings, name);
    def->file = ql_strings_intern(strings, file);
    def->type = ql_strings_intern(strings, type);
}

typedef struct Exprs {
    QlExprRef device, field, lock, lock_call, callee, index, text, flag, none, local, not_call,
        negative;
} Exprs;

static void add_exprs(QlFlow *flow, QlStrings *strings, Exprs *e)
{
    QlSym record = ql_strings_intern(strings, "Device");
    QlExprRef param = ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_PARAM});
    e->device = ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_DEREF, .a = param});
    e->field = ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_FIELD,
                                               .a = e->device,
                                               .name = ql_strings_intern(strings, "notify"),
                                               .record = record});
    QlExprRef mutex = ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_FIELD,
                                                      .a = e->device,
                                                      .name = ql_strings_intern(strings, "mutex"),
                                                      .record = record});
    e->lock = ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_ADDR, .a = mutex});
    e->callee = ql_flow_add_expr(
        flow, (QlExpr){.kind = QL_EXPR_FUNCTION, .name = ql_strings_intern(strings, "lock")});
    e->lock_call = ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_CALL, .value = 0});
    QlExprRef global = ql_flow_add_expr(
        flow, (QlExpr){.kind = QL_EXPR_GLOBAL, .name = ql_strings_intern(strings, "table")});
    e->local = ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_LOCAL, .value = 1});
    e->index = ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_INDEX, .a = global, .b = e->local});
    e->text = ql_flow_add_expr(
        flow, (QlExpr){.kind = QL_EXPR_STRING, .name = ql_strings_intern(strings, "a\"b")});
    e->negative = ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_INT, .value = G_MININT64});
    e->flag = ql_flow_add_expr(
        flow, (QlExpr){.kind = QL_EXPR_BINARY, .op = QL_OP_AND, .a = e->local, .b = e->negative});
    e->not_call =
        ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_UNARY, .op = '!', .a = e->lock_call});
}

static void add_blocks(QlFlow *flow, QlStrings *strings, const Exprs *e)
{
    const QlExprRef notify_args[] = {e->device, e->text, 0};
    add_call(flow, 0, 12, e->callee, 1, &e->lock);
    last_event(flow)->macro = ql_strings_intern(strings, "GUARD");
    add_edge(flow, QL_EDGE_TRUE, 1, 0, 0);
    add_edge(flow, QL_EDGE_FALSE, 4, 0, 0);
    add_block(flow, QL_TERM_BRANCH, 12, e->not_call, 1, 2);

    add_assign(flow, 7, 13, QL_ASSIGN_OR, e->local, e->flag)->flags = QL_EVENT_DECLARES;
    add_edge(flow, QL_EDGE_CASE, 2, G_MININT64, G_MAXINT64);
    add_edge(flow, QL_EDGE_CASE, 2, 3, 3);
    add_edge(flow, QL_EDGE_DEFAULT, 3, 0, 0);
    add_block(flow, QL_TERM_SWITCH, 14, e->flag, 1, 3);

    add_call(flow, 3, 11, e->field, 3, notify_args);
    add_assign(flow, 4, 16, QL_ASSIGN_SET, e->index, e->lock_call)->record =
        ql_strings_intern(strings, "Device");
    add_edge(flow, QL_EDGE_ALWAYS, 4, 0, 0);
    add_block(flow, QL_TERM_JUMP, 0, 0, 2, 1);

    add_call(flow, 5, 17, e->callee, 0, NULL);
    last_event(flow)->flags = QL_EVENT_NORETURN | QL_EVENT_CLEANUP;
    add_block(flow, QL_TERM_UNREACHABLE, 0, 0, 1, 0);

    add_assign(flow, 8, 19, QL_ASSIGN_MODIFY, e->local, 0);
    add_block(flow, QL_TERM_RETURN, 20, e->lock_call, 1, 0);
}

/* Events in the order of the blocks' numbers backwards: the same graph, laid out otherwise. */
static void reverse_events(QlFlow *flow)
{
    GArray *old = flow->events;
    GArray *old_args = flow->args;
    flow->events = g_array_new(FALSE, FALSE, sizeof(QlEvent));
    flow->args = g_array_new(FALSE, FALSE, sizeof(QlExprRef));
    for (guint b = flow->blocks->len; b-- > 0;) {
        QlBlock *block = &g_array_index(flow->blocks, QlBlock, b);
        guint first = flow->events->len;
        for (guint i = 0; i < block->n_events; i++) {
            QlEvent event = g_array_index(old, QlEvent, block->first_event + i);
            guint first_arg = flow->args->len;
            g_array_append_vals(flow->args, (QlExprRef *)(void *)old_args->data + event.first_arg,
                                event.n_args);
            event.first_arg = first_arg;
            g_array_append_val(flow->events, event);
        }
        block->first_event = first;
    }
    g_array_unref(old);
    g_array_unref(old_args);
}

static void intern_noise(QlStrings *strings)
{
    static const char *const names[] = {"zz", "table", "SRC:a.c", "notify", "mark", "Device"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        ql_strings_intern(strings, names[i]);
    }
}

QlDefinition *ql_sample_function(QlStrings *strings, gboolean shuffle)
{
    if (shuffle) {
        intern_noise(strings);
    }
    QlDefinition *def = ql_definition_new();
    set_head(def, strings, "run@SRC:a.c", "run", "SRC:a.c", "int");
    def->kind = QL_DEF_FUNCTION;
    def->flags = QL_DEF_STATIC | QL_DEF_INLINE | QL_DEF_VARIADIC;
    def->line = 10;
    def->end_line = 21;
    add_variable(def->params, strings, "d", "Device *", "Device", NULL);
    add_variable(def->locals, strings, "guard", "Device *", "Device", "unlock");
    add_variable(def->locals, strings, "i", "int", NULL, NULL);
    QlSym mark = ql_strings_intern(strings, "mark");
    QlSym attr = ql_strings_intern(strings, "constructor");
    g_array_append_val(def->marks, mark);
    g_array_append_val(def->attrs, attr);
    g_array_append_val(def->attrs, mark);
    def->flow = ql_flow_new();
    Exprs exprs;
    add_exprs(def->flow, strings, &exprs);
    add_blocks(def->flow, strings, &exprs);
    if (shuffle) {
        reverse_events(def->flow);
    }
    return def;
}

QlDefinition *ql_sample_caller(QlStrings *strings, const char *name, const char *file,
                               const char *callee)
{
    QlDefinition *def = ql_definition_new();
    set_head(def, strings, name, name, file, "void");
    def->kind = QL_DEF_FUNCTION;
    def->line = 1;
    def->end_line = 3;
    def->flow = ql_flow_new();
    QlExprRef target = ql_flow_add_expr(
        def->flow, (QlExpr){.kind = QL_EXPR_FUNCTION, .name = ql_strings_intern(strings, callee)});
    add_call(def->flow, 0, 2, target, 1, &target);
    add_block(def->flow, QL_TERM_RETURN, 0, 0, 1, 0);
    return def;
}

QlDefinition *ql_sample_variable(QlStrings *strings, const char *callee)
{
    QlDefinition *def = ql_definition_new();
    set_head(def, strings, "ops", "ops", "SRC:ops.c", "Ops");
    def->kind = QL_DEF_VARIABLE;
    def->line = 5;
    def->end_line = 7;
    def->flow = ql_flow_new();
    QlExprRef ops = ql_flow_add_expr(def->flow, (QlExpr){.kind = QL_EXPR_GLOBAL, .name = def->key});
    QlExprRef field =
        ql_flow_add_expr(def->flow, (QlExpr){.kind = QL_EXPR_FIELD,
                                             .a = ops,
                                             .name = ql_strings_intern(strings, "run"),
                                             .record = def->type});
    QlExprRef function = ql_flow_add_expr(
        def->flow, (QlExpr){.kind = QL_EXPR_FUNCTION, .name = ql_strings_intern(strings, callee)});
    add_assign(def->flow, 0, 6, QL_ASSIGN_SET, field, function);
    add_block(def->flow, QL_TERM_RETURN, 0, 0, 1, 0);
    return def;
}
