/* SPDX-License-Identifier: Apache-2.0 */
/* Threads' entry functions and deferred callbacks: where something starts with its own stack. */
#include "resolve.h"
#include <string.h>

typedef struct RootFinder {
    QlResolver *resolver;
    const QlAnnotations *annotations;
    GHashTable *seen; /* set of text identities of roots */
} RootFinder;

static const QlThread *find_thread(const QlAnnotations *annotations, const char *kind)
{
    for (guint i = 0; i < annotations->threads->len; i++) {
        const QlThread *thread = annotations->threads->pdata[i];
        if (g_str_equal(thread->kind, kind)) {
            return thread;
        }
    }
    return NULL;
}

static void add_root(RootFinder *finder, QlRoot root)
{
    QlProgram *program = finder->resolver->program;
    g_autofree char *adds = root.adds ? g_strjoinv(",", root.adds) : g_strdup("");
    char *identity =
        g_strdup_printf("%u %s %u %s", root.function->index, root.thread->kind, root.via, adds);
    if (g_hash_table_add(finder->seen, identity)) {
        g_ptr_array_add(program->roots, g_memdup2(&root, sizeof root));
    }
}

static QlSym via_text(RootFinder *finder, const char *what, const char *name)
{
    g_autofree char *text = g_strdup_printf("%s %s", what, name);
    return ql_strings_intern(finder->resolver->program->strings, text);
}

/* The first call that passes a function of this name: where the thread is created. */
static const QlEvent *creation_site(const QlFunction *function, QlSym name,
                                    const QlProgram *program)
{
    const QlFlow *flow = function->def->flow;
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        for (guint arg = 0; event->kind == QL_EVENT_CALL && arg < event->n_args; arg++) {
            const QlExpr *expr = ql_flow_expr(flow, ql_flow_arg(flow, event, arg));
            const GPtrArray *list =
                expr->kind == QL_EXPR_FUNCTION
                    ? g_hash_table_lookup(program->by_key, GUINT_TO_POINTER(expr->name))
                    : NULL;
            if (list && ((const QlFunction *)list->pdata[0])->def->name == name) {
                return event;
            }
        }
    }
    return NULL;
}

static void set_creator(QlProgram *program, QlRoot *root)
{
    for (guint i = 0; i < program->functions->len; i++) {
        QlFunction *function = program->functions->pdata[i];
        const QlEvent *event = creation_site(function, root->function->def->name, program);
        if (event) {
            root->registrar_site = function;
            root->line = event->line;
            return;
        }
    }
}

static void add_thread_entry(RootFinder *finder, const QlThread *thread, const char *entry)
{
    QlProgram *program = finder->resolver->program;
    QlSym name = ql_strings_lookup(program->strings, entry);
    const GPtrArray *list = g_hash_table_lookup(program->by_name, GUINT_TO_POINTER(name));
    for (guint i = 0; name && list && i < list->len; i++) {
        QlFunction *function = list->pdata[i];
        QlRoot root = {.function = function,
                       .line = function->def->line,
                       .thread = thread,
                       .holds = thread->entry_holds,
                       .via = via_text(finder, "thread", entry)};
        set_creator(program, &root);
        add_root(finder, root);
    }
}

static void add_callback_root(RootFinder *finder, const QlCallback *callback, const QlThread *only,
                              QlRoot root)
{
    for (guint i = 0; callback->runs_on && callback->runs_on[i]; i++) {
        root.thread = find_thread(finder->annotations, callback->runs_on[i]);
        if (!root.thread || (only && only != root.thread)) {
            continue;
        }
        root.holds = root.thread->holds;
        add_root(finder, root);
    }
}

static QlSym called_name(const QlProgram *program, const QlDefinition *def, const QlEvent *event)
{
    const QlExpr *callee = ql_flow_expr(def->flow, event->target);
    const GPtrArray *list =
        callee->kind == QL_EXPR_FUNCTION
            ? g_hash_table_lookup(program->by_key, GUINT_TO_POINTER(callee->name))
            : NULL;
    return list ? ((const QlFunction *)list->pdata[0])->def->name : callee->name;
}

static const QlThread *thread_of_context(const QlAnnotations *annotations, const char *function)
{
    for (guint i = 0; i < annotations->threads->len; i++) {
        const QlThread *thread = annotations->threads->pdata[i];
        if (thread->contexts && g_strv_contains((const char *const *)thread->contexts, function)) {
            return thread;
        }
    }
    return NULL;
}

static const QlEvent *event_by_id(const QlFlow *flow, gint64 id)
{
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        if (event->id == id) {
            return event;
        }
    }
    return NULL;
}

/* The one thread whose event loop the registration names, or NULL: any of those that may. */
static const QlThread *named_thread(RootFinder *finder, const QlFunction *caller,
                                    const QlEvent *event, const QlCallbackParam *param)
{
    const QlProgram *program = finder->resolver->program;
    const QlFlow *flow = caller->def->flow;
    gboolean outermost = called_name(program, caller->def, event) == param->registrar;
    if (param->annotation->context < 0 || !outermost) {
        return NULL; /* a wrapper's arguments are its own */
    }
    QlExprRef ref = ql_flow_arg(flow, event, (guint)param->annotation->context);
    const QlExpr *context = ql_flow_expr(flow, ql_expr_follow_local(caller->def, ref));
    if (context->kind == QL_EXPR_INT && context->value == 0 && param->annotation->runs_on) {
        return find_thread(finder->annotations, param->annotation->runs_on[0]);
    }
    const QlEvent *call = context->kind == QL_EXPR_CALL ? event_by_id(flow, context->value) : NULL;
    if (!call) {
        return NULL;
    }
    QlSym name = called_name(program, caller->def, call);
    return thread_of_context(finder->annotations, ql_strings_get(program->strings, name));
}

static void add_registration(RootFinder *finder, QlFunction *caller, const QlEvent *event,
                             guint arg, const QlCallbackParam *param)
{
    QlExprRef ref = ql_flow_arg(caller->def->flow, event, arg);
    if (!param->annotation || param->annotation->direct ||
        ql_expr_parameter(caller->def, ref) >= 0) {
        return;
    }
    g_autoptr(GPtrArray) callees = ql_resolve_values(finder->resolver, caller, ref);
    const QlThread *only = named_thread(finder, caller, event, param);
    for (guint i = 0; i < callees->len; i++) {
        add_callback_root(
            finder, param->annotation, only,
            (QlRoot){.function = callees->pdata[i],
                     .registrar_site = caller,
                     .line = event->line,
                     .adds = param->annotation->holds,
                     .deferred = TRUE,
                     .via = via_text(finder, "callback", param->annotation->function)});
    }
}

static void add_registrations(RootFinder *finder, QlFunction *caller, const QlEvent *event)
{
    QlResolver *resolver = finder->resolver;
    const QlExpr *callee = ql_flow_expr(caller->def->flow, event->target);
    if (event->kind != QL_EVENT_CALL || callee->kind != QL_EXPR_FUNCTION) {
        return;
    }
    QlSym name = called_name(resolver->program, caller->def, event);
    guint n = MIN(event->n_args, ql_callback_params_count(resolver->callbacks, name));
    for (guint arg = 0; arg < n; arg++) {
        const GPtrArray *params = ql_callback_params_get(resolver->callbacks, name, arg);
        for (guint i = 0; params && i < params->len; i++) {
            add_registration(finder, caller, event, arg, params->pdata[i]);
        }
    }
}

void ql_resolve_roots(QlResolver *resolver, const QlAnnotations *annotations)
{
    RootFinder finder = {resolver, annotations, NULL};
    finder.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < annotations->threads->len; i++) {
        const QlThread *thread = annotations->threads->pdata[i];
        for (guint k = 0; thread->entries && thread->entries[k]; k++) {
            add_thread_entry(&finder, thread, thread->entries[k]);
        }
    }
    for (guint i = 0; i < resolver->program->functions->len; i++) {
        QlFunction *function = resolver->program->functions->pdata[i];
        for (guint k = 0; k < function->def->flow->events->len; k++) {
            add_registrations(&finder, function,
                              &g_array_index(function->def->flow->events, QlEvent, k));
        }
    }
    g_hash_table_destroy(finder.seen);
}
