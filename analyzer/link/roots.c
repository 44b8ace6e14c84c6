/* SPDX-License-Identifier: Apache-2.0 */
/* Threads' entry functions and deferred callbacks: where something starts with its own stack. */
#include "resolve.h"
#include <string.h>

typedef struct RootFinder {
    QlResolver *resolver;
    const QlAnnotations *annotations;
    GHashTable *seen;     /* set of text identities of roots */
    GHashTable *mentions; /* function name -> Mention* */
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

/* Where a function is first passed to another: for a thread's entry, where the thread is created.
 */
typedef struct Mention {
    QlFunction *function;
    guint line;
} Mention;

static void note_mentions(RootFinder *finder, QlFunction *function, const QlEvent *event)
{
    const QlFlow *flow = function->def->flow;
    for (guint arg = 0; event->kind == QL_EVENT_CALL && arg < event->n_args; arg++) {
        const QlExpr *expr = ql_flow_expr(flow, ql_flow_arg(flow, event, arg));
        if (expr->kind != QL_EXPR_FUNCTION) {
            continue;
        }
        QlSym name = ql_program_name_of_key(finder->resolver->program, expr->name);
        if (!g_hash_table_contains(finder->mentions, GUINT_TO_POINTER(name))) {
            Mention mention = {function, event->line};
            g_hash_table_insert(finder->mentions, GUINT_TO_POINTER(name),
                                g_memdup2(&mention, sizeof mention));
        }
    }
}

static void find_mentions(RootFinder *finder)
{
    const GPtrArray *functions = finder->resolver->program->functions;
    for (guint i = 0; i < functions->len; i++) {
        QlFunction *function = functions->pdata[i];
        for (guint k = 0; k < function->def->flow->events->len; k++) {
            note_mentions(finder, function,
                          &g_array_index(function->def->flow->events, QlEvent, k));
        }
    }
}

static void set_creator(const RootFinder *finder, QlRoot *root)
{
    QlSym name = root->function->def->name;
    const Mention *mention = g_hash_table_lookup(finder->mentions, GUINT_TO_POINTER(name));
    if (mention) {
        root->registrar_site = mention->function;
        root->line = mention->line;
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
        set_creator(finder, &root);
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

/* The one thread whose event loop the registration names, or NULL: any of those that may. */
static const QlThread *named_thread(RootFinder *finder, const QlFunction *caller,
                                    const QlEvent *event, const QlCallbackParam *param)
{
    const QlProgram *program = finder->resolver->program;
    const QlFlow *flow = caller->def->flow;
    gboolean outermost = ql_program_callee_name(program, caller->def, event) == param->registrar;
    if (param->annotation->context < 0 || !outermost) {
        return NULL; /* a wrapper's arguments are its own */
    }
    QlExprRef ref = ql_flow_arg(flow, event, (guint)param->annotation->context);
    const QlExpr *context = ql_flow_expr(flow, ql_expr_follow_local(caller->def, ref));
    if (context->kind == QL_EXPR_INT && context->value == 0 && param->annotation->runs_on) {
        return find_thread(finder->annotations, param->annotation->runs_on[0]);
    }
    const QlEvent *call =
        context->kind == QL_EXPR_CALL ? ql_flow_event_by_id(flow, context->value) : NULL;
    if (!call) {
        return NULL;
    }
    QlSym name = ql_program_callee_name(program, caller->def, call);
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
    QlSym name = ql_program_callee_name(resolver->program, caller->def, event);
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
    RootFinder finder = {.resolver = resolver, .annotations = annotations};
    finder.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    finder.mentions = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    find_mentions(&finder);
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
    g_hash_table_destroy(finder.mentions);
}
