/* SPDX-License-Identifier: Apache-2.0 */
/* Threads' entry functions and deferred callbacks: where something starts with its own stack. */
#include "affinity.h"
#include "object_key.h"
#include "resolve.h"
#include "threads.h"
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

static void set_creator(const RootFinder *finder, QlRoot *root)
{
    const QlThreadCreation *creation = ql_creation_of(finder->resolver->program, root->function);
    if (creation) {
        root->registrar_site = creation->site;
        root->line = creation->event->line;
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

static void add_thread_entries(RootFinder *finder)
{
    for (guint i = 0; i < finder->annotations->threads->len; i++) {
        const QlThread *thread = finder->annotations->threads->pdata[i];
        g_ptr_array_add(finder->resolver->program->threads, (gpointer)thread);
        for (guint k = 0; thread->entries && thread->entries[k]; k++) {
            add_thread_entry(finder, thread, thread->entries[k]);
        }
    }
}

/* ---- threads that no annotation knows ---- */

static char **no_words(void)
{
    return g_new0(char *, 1);
}

void ql_made_thread_free(gpointer data)
{
    QlThread *thread = data;
    g_free(thread->kind);
    g_strfreev(thread->entries);
    g_strfreev(thread->entry_holds);
    g_strfreev(thread->holds);
    g_strfreev(thread->contexts);
    g_free(thread);
}

/* The kind for entries nobody knows: of the annotations if they have it, else made here. */
static const QlThread *unknown_thread(RootFinder *finder, gboolean parallel)
{
    QlProgram *program = finder->resolver->program;
    const QlThread *declared = find_thread(finder->annotations, QL_UNKNOWN_THREAD);
    for (guint i = 0; !declared && i < program->made_threads->len; i++) {
        const QlThread *made = program->made_threads->pdata[i];
        declared = made->parallel == parallel ? made : NULL;
    }
    if (declared) {
        return declared;
    }
    QlThread *thread = g_new0(QlThread, 1);
    thread->kind = g_strdup(QL_UNKNOWN_THREAD);
    thread->entries = no_words();
    thread->entry_holds = no_words();
    thread->holds = no_words();
    thread->contexts = no_words();
    thread->parallel = parallel;
    g_ptr_array_add(program->made_threads, thread);
    g_ptr_array_add(program->threads, thread);
    return thread;
}

static gboolean is_known_entry(const RootFinder *finder, const char *name)
{
    for (guint i = 0; i < finder->annotations->threads->len; i++) {
        const QlThread *thread = finder->annotations->threads->pdata[i];
        if (thread->entries && g_strv_contains((const char *const *)thread->entries, name)) {
            return TRUE;
        }
    }
    return FALSE;
}

static void add_unknown_entry(RootFinder *finder, QlFunction *entry)
{
    const QlProgram *program = finder->resolver->program;
    const char *name = ql_function_name(program, entry);
    if (is_known_entry(finder, name)) {
        return;
    }
    const QlThread *thread = unknown_thread(finder, ql_creation_repeats(program, entry));
    QlRoot root = {.function = entry,
                   .line = entry->def->line,
                   .thread = thread,
                   .holds = thread->entry_holds,
                   .via = via_text(finder, "thread", name)};
    set_creator(finder, &root);
    add_root(finder, root);
}

static void add_unknown_entries(RootFinder *finder)
{
    const GPtrArray *creations = finder->resolver->program->creations;
    for (guint i = 0; i < creations->len; i++) {
        const QlThreadCreation *creation = creations->pdata[i];
        for (guint k = 0; !creation->inner && k < creation->entries->len; k++) {
            add_unknown_entry(finder, creation->entries->pdata[k]);
        }
    }
}

/* ---- what the process runs by itself, on its first thread ---- */

static const QlThread *first_thread(const QlAnnotations *annotations)
{
    for (guint i = 0; i < annotations->threads->len; i++) {
        const QlThread *thread = annotations->threads->pdata[i];
        if (thread->entries && g_strv_contains((const char *const *)thread->entries, "main")) {
            return thread;
        }
    }
    return NULL;
}

static void add_atfork_roots(RootFinder *finder, const QlThread *thread, const QlForkPoint *point)
{
    static const char *const names[] = {"prepare", "parent", "child"};
    for (guint i = 0; i < MIN(point->handlers->len, G_N_ELEMENTS(names)); i++) {
        if (point->handlers->pdata[i]) {
            add_root(finder, (QlRoot){.function = point->handlers->pdata[i],
                                      .registrar_site = point->site,
                                      .line = point->event->line,
                                      .thread = thread,
                                      .deferred = TRUE,
                                      .kind = QL_ROOT_ATFORK,
                                      .via = via_text(finder, "atfork", names[i])});
        }
    }
}

/* Constructors run before main, destructors after it, fork handlers in between: without locks. */
static void add_process_roots(RootFinder *finder)
{
    QlProgram *program = finder->resolver->program;
    const QlThread *thread = first_thread(finder->annotations);
    for (guint i = 0; thread && i < program->functions->len; i++) {
        QlFunction *function = program->functions->pdata[i];
        guint32 flags = function->def->flags & (QL_DEF_CONSTRUCTOR | QL_DEF_DESTRUCTOR);
        if (flags) {
            gboolean before = flags & QL_DEF_CONSTRUCTOR;
            const char *via = before ? "constructor" : "destructor";
            add_root(finder, (QlRoot){.function = function,
                                      .line = function->def->line,
                                      .thread = thread,
                                      .kind = before ? QL_ROOT_CONSTRUCTOR : QL_ROOT_DESTRUCTOR,
                                      .via = ql_strings_intern(program->strings, via)});
        }
    }
    for (guint i = 0; thread && i < program->forks->len; i++) {
        add_atfork_roots(finder, thread, program->forks->pdata[i]);
    }
}

/* ---- callbacks ---- */

/* Code that is not made for that kind of thread never runs there. */
static gboolean is_barred(const RootFinder *finder, const QlRoot *root)
{
    const QlAffinities *affinities = finder->resolver->program->affinities;
    return affinities && ql_affinities_bar(affinities, root->thread->kind, root->function);
}

static void add_callback_root(RootFinder *finder, const QlCallback *callback, const QlThread *only,
                              QlRoot root)
{
    for (guint i = 0; callback->runs_on && callback->runs_on[i]; i++) {
        gboolean unknown = g_str_equal(callback->runs_on[i], QL_UNKNOWN_THREAD);
        root.thread = unknown ? unknown_thread(finder, TRUE)
                              : find_thread(finder->annotations, callback->runs_on[i]);
        /* A registration that names the thread's own loop knows what it does. */
        if (!root.thread || (only ? only != root.thread : is_barred(finder, &root))) {
            continue;
        }
        root.holds = root.thread->holds;
        add_root(finder, root);
    }
}

static void add_field_root(RootFinder *finder, const QlCallback *callback, QlFunction *function)
{
    add_callback_root(finder, callback, NULL,
                      (QlRoot){.function = function,
                               .line = function->def->line,
                               .adds = callback->holds,
                               .deferred = TRUE,
                               .nested = callback->nested,
                               .kind = QL_ROOT_FIELD,
                               .via = via_text(finder, "field", callback->field)});
}

static void add_field_callback(RootFinder *finder, const QlCallback *callback)
{
    g_autoptr(GPtrArray) functions = ql_field_functions(finder->resolver->program, callback->field);
    for (guint i = 0; i < functions->len; i++) {
        add_field_root(finder, callback, functions->pdata[i]);
    }
}

static void add_field_roots(RootFinder *finder)
{
    for (guint i = 0; i < finder->annotations->callbacks->len; i++) {
        const QlCallback *callback = finder->annotations->callbacks->pdata[i];
        if (callback->field) {
            add_field_callback(finder, callback);
        }
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
                     .nested = param->annotation->nested,
                     .kind = QL_ROOT_CALLBACK,
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
    add_thread_entries(&finder);
    add_unknown_entries(&finder);
    add_process_roots(&finder);
    add_field_roots(&finder);
    for (guint i = 0; i < resolver->program->functions->len; i++) {
        QlFunction *function = resolver->program->functions->pdata[i];
        for (guint k = 0; k < function->def->flow->events->len; k++) {
            add_registrations(&finder, function,
                              &g_array_index(function->def->flow->events, QlEvent, k));
        }
    }
    g_hash_table_destroy(finder.seen);
}

const QlThread *ql_program_thread_at(const QlProgram *program, const QlFunction *entry)
{
    for (guint i = 0; i < program->roots->len; i++) {
        const QlRoot *root = program->roots->pdata[i];
        if (root->kind == QL_ROOT_THREAD && root->function == entry) {
            return root->thread;
        }
    }
    return NULL;
}
