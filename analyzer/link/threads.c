/* SPDX-License-Identifier: Apache-2.0 */
#include "threads.h"
#include <string.h>

/* A function that is given a thread's entry: annotated, or found to hand it on. */
typedef struct Carrier {
    QlSym function; /* its name */
    QlSym key;      /* of the one that is meant; 0: all of that name */
    int entry;      /* parameters; -1: none */
    int name;
    int object;
    QlSym fixed_name; /* the name it always gives, or 0 */
    const QlThreadCreator *creator;
} Carrier;

typedef struct Finder {
    QlResolver *resolver;
    GHashTable *annotated; /* set of QlSym: names of annotated creators */
    GHashTable *seen;      /* set of function or key << 32 | entry: carriers there were */
    GQueue *todo;          /* Carrier*: those whose calls have not been looked for */
} Finder;

void ql_thread_creation_free(gpointer data)
{
    QlThreadCreation *creation = data;
    g_ptr_array_unref(creation->entries);
    g_free(creation);
}

/* ---- carriers ---- */

static void add_carrier(Finder *finder, Carrier carrier)
{
    QlSym meant = carrier.key ? carrier.key : carrier.function;
    guint64 identity = ((guint64)meant << 32) | (guint)carrier.entry;
    if (carrier.function && !g_hash_table_contains(finder->seen, &identity)) {
        g_hash_table_add(finder->seen, g_memdup2(&identity, sizeof identity));
        g_queue_push_tail(finder->todo, g_memdup2(&carrier, sizeof carrier));
    }
}

static void add_annotated(Finder *finder, const QlAnnotations *annotations)
{
    const QlStrings *strings = finder->resolver->program->strings;
    for (guint i = 0; i < annotations->creators->len; i++) {
        const QlThreadCreator *creator = annotations->creators->pdata[i];
        QlSym name = ql_strings_lookup(strings, creator->function);
        g_hash_table_add(finder->annotated, GUINT_TO_POINTER(name));
        add_carrier(finder, (Carrier){.function = name,
                                      .entry = creator->entry,
                                      .name = creator->name,
                                      .object = creator->object,
                                      .creator = creator});
    }
}

/*
 * @def gives its parameter @entry to @creation, and its parameters @name and @object if they are
 * not -1.
 */
static void add_wrapper(Finder *finder, const QlThreadCreation *creation, const QlDefinition *def,
                        int entry, int name, int object)
{
    add_carrier(finder, (Carrier){.function = def->name,
                                  .key = def->key,
                                  .entry = entry,
                                  .name = name,
                                  .object = object,
                                  .fixed_name = creation->name,
                                  .creator = creation->creator});
}

/* ---- names ---- */

/* The only string literal among the arguments of @call, or 0. */
static QlSym only_literal(const QlFlow *flow, const QlEvent *call)
{
    QlSym found = 0;
    for (guint i = 0; i < call->n_args; i++) {
        const QlExpr *arg = ql_flow_expr(flow, ql_flow_arg(flow, call, i));
        if (arg->kind == QL_EXPR_STRING) {
            if (found) {
                return 0;
            }
            found = arg->name;
        }
    }
    return found;
}

/* The local whose array @ref is, or -1. */
static gint64 array_local(const QlFlow *flow, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    while (expr->kind == QL_EXPR_ADDR || expr->kind == QL_EXPR_INDEX) {
        expr = ql_flow_expr(flow, expr->a);
    }
    return expr->kind == QL_EXPR_LOCAL ? expr->value : -1;
}

/* The text that a call puts into local array @local, which it gets first. */
static QlSym written_literal(const QlFlow *flow, gint64 local)
{
    for (guint i = 0; local >= 0 && i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        if (event->kind == QL_EVENT_CALL && only_literal(flow, event) &&
            array_local(flow, ql_flow_arg(flow, event, 0)) == local) {
            return only_literal(flow, event);
        }
    }
    return 0;
}

/* The text of @ref, or the format it is made with: "CPU %d". 0 if neither stands in @def. */
static QlSym literal(const QlDefinition *def, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(def->flow, ql_expr_follow_local(def, ref));
    if (expr->kind == QL_EXPR_STRING) {
        return expr->name;
    }
    if (expr->kind == QL_EXPR_CALL) {
        const QlEvent *call = ql_flow_event_by_id(def->flow, expr->value);
        return call ? only_literal(def->flow, call) : 0;
    }
    return written_literal(def->flow, array_local(def->flow, ref));
}

static gboolean is_field(const QlExpr *expr, const QlExpr *field)
{
    return expr->kind == QL_EXPR_FIELD && expr->record == field->record &&
           expr->name == field->name;
}

/* The text that is stored in field @field wherever one is; 0 if there are several, or none. */
static QlSym stored_literal(const QlProgram *program, const QlExpr *field)
{
    QlSym found = 0;
    for (guint i = 0; i < program->functions->len; i++) {
        const QlDefinition *def = ((const QlFunction *)program->functions->pdata[i])->def;
        for (guint k = 0; k < def->flow->events->len; k++) {
            const QlEvent *event = &g_array_index(def->flow->events, QlEvent, k);
            QlSym text = event->kind == QL_EVENT_ASSIGN &&
                                 is_field(ql_flow_expr(def->flow, event->target), field)
                             ? literal(def, event->value)
                             : 0;
            if (text && found && text != found) {
                return 0;
            }
            found = text ? text : found;
        }
    }
    return found;
}

/* What is known of the name @ref that @site gives a thread. */
static QlSym thread_name(const QlProgram *program, const QlFunction *site, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(site->def->flow, ql_expr_follow_local(site->def, ref));
    return expr->kind == QL_EXPR_FIELD ? stored_literal(program, expr) : literal(site->def, ref);
}

/* ---- fields that keep an entry until a thread is created from them ---- */

/* The parameter of @def that it stores into the field that @place names, or -1. */
static int stored_parameter(const QlDefinition *def, const QlExpr *place)
{
    const QlFlow *flow = def->flow;
    for (guint i = 0; place->kind == QL_EXPR_FIELD && i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        const QlExpr *target = ql_flow_expr(flow, event->target);
        if (event->kind == QL_EVENT_ASSIGN && is_field(target, place)) {
            int param = ql_expr_parameter(def, event->value);
            if (param >= 0) {
                return param;
            }
        }
    }
    return -1;
}

/* Functions that put a parameter of theirs where @entry is read from carry it. */
static gboolean add_depositors(Finder *finder, const QlThreadCreation *creation,
                               const QlExpr *entry, const QlExpr *name)
{
    const GPtrArray *functions = finder->resolver->program->functions;
    gboolean any = FALSE;
    for (guint i = 0; entry->kind == QL_EXPR_FIELD && i < functions->len; i++) {
        const QlDefinition *def = ((const QlFunction *)functions->pdata[i])->def;
        int param = stored_parameter(def, entry);
        if (param >= 0) {
            add_wrapper(finder, creation, def, param, stored_parameter(def, name), -1);
            any = TRUE;
        }
    }
    return any;
}

/* ---- creations ---- */

static int compare_functions(gconstpointer a, gconstpointer b, gpointer program)
{
    const QlFunction *x = *(QlFunction *const *)a;
    const QlFunction *y = *(QlFunction *const *)b;
    return strcmp(ql_function_key(program, x), ql_function_key(program, y));
}

/* Whoever passes or stores the entry that @creation gets from elsewhere carries it. */
static void find_carriers(Finder *finder, QlThreadCreation *creation, QlExprRef entry,
                          QlExprRef name)
{
    const QlDefinition *def = creation->site->def;
    const QlExpr *source = ql_flow_expr(def->flow, ql_expr_follow_local(def, entry));
    const QlExpr *name_source = ql_flow_expr(def->flow, ql_expr_follow_local(def, name));
    creation->forwards = add_depositors(finder, creation, source, name_source);
    if (creation->parameter >= 0) {
        creation->forwards = TRUE;
        add_wrapper(finder, creation, def, creation->parameter, ql_expr_parameter(def, name),
                    ql_expr_parameter(def, creation->object));
    }
}

static void add_creation(Finder *finder, QlFunction *site, const QlEvent *event,
                         const Carrier *carrier)
{
    QlProgram *program = finder->resolver->program;
    const QlDefinition *def = site->def;
    QlExprRef entry = ql_flow_arg(def->flow, event, (guint)carrier->entry);
    QlExprRef name = carrier->name < 0 ? 0 : ql_flow_arg(def->flow, event, (guint)carrier->name);
    QlThreadCreation creation = {.site = site, .event = event, .creator = carrier->creator};
    creation.inner = g_hash_table_contains(finder->annotated, GUINT_TO_POINTER(def->name));
    creation.parameter = ql_expr_parameter(def, entry);
    creation.object =
        carrier->object < 0 ? 0 : ql_flow_arg(def->flow, event, (guint)carrier->object);
    creation.name = carrier->name < 0 ? carrier->fixed_name : thread_name(program, site, name);
    creation.entries = ql_resolve_values(finder->resolver, site, entry);
    g_ptr_array_sort_with_data(creation.entries, compare_functions, program);
    if (!creation.inner) {
        find_carriers(finder, &creation, entry, name);
    }
    g_ptr_array_add(program->creations, g_memdup2(&creation, sizeof creation));
}

static void add_creations(Finder *finder, const QlCallSites *sites, const Carrier *carrier)
{
    const GArray *calls = ql_call_sites_of(sites, carrier->function);
    for (guint i = 0; calls && i < calls->len; i++) {
        const QlCallSite *call = &g_array_index(calls, QlCallSite, i);
        const QlFlow *flow = call->caller->def->flow;
        if (!carrier->key || ql_flow_expr(flow, call->event->target)->name == carrier->key) {
            add_creation(finder, call->caller, call->event, carrier);
        }
    }
}

static int compare_creations(gconstpointer a, gconstpointer b, gpointer program)
{
    const QlThreadCreation *x = *(QlThreadCreation *const *)a;
    const QlThreadCreation *y = *(QlThreadCreation *const *)b;
    return ql_call_site_compare(program, (QlCallSite){x->site, x->event},
                                (QlCallSite){y->site, y->event});
}

void ql_find_creations(QlResolver *resolver, const QlAnnotations *annotations,
                       const QlCallSites *sites)
{
    GPtrArray *creations = resolver->program->creations;
    Finder finder = {.resolver = resolver, .todo = g_queue_new()};
    finder.annotated = g_hash_table_new(NULL, NULL);
    finder.seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    add_annotated(&finder, annotations);
    while (!g_queue_is_empty(finder.todo)) {
        g_autofree Carrier *carrier = g_queue_pop_head(finder.todo);
        add_creations(&finder, sites, carrier);
    }
    g_ptr_array_sort_with_data(creations, compare_creations, resolver->program);
    g_queue_free(finder.todo);
    g_hash_table_destroy(finder.annotated);
    g_hash_table_destroy(finder.seen);
}

/* ---- questions ---- */

gboolean ql_creation_starts(const QlThreadCreation *creation, const QlFunction *entry)
{
    return !creation->inner && g_ptr_array_find(creation->entries, (gpointer)entry, NULL);
}

/* A better answer to who starts a thread: no wrapper, then the one with fewer entries. */
static gboolean is_better(const QlThreadCreation *a, const QlThreadCreation *b)
{
    return a->forwards != b->forwards ? !a->forwards : a->entries->len < b->entries->len;
}

const QlThreadCreation *ql_creation_of(const QlProgram *program, const QlFunction *entry)
{
    const QlThreadCreation *best = NULL;
    for (guint i = 0; i < program->creations->len; i++) {
        const QlThreadCreation *creation = program->creations->pdata[i];
        if (ql_creation_starts(creation, entry) && (!best || is_better(creation, best))) {
            best = creation;
        }
    }
    return best;
}

/* Whether control may come back to block @start of @flow. */
static gboolean in_loop(const QlFlow *flow, guint start)
{
    g_autofree gboolean *seen = g_new0(gboolean, flow->blocks->len);
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(stack, start);
    while (stack->len) {
        const QlBlock *block = ql_flow_block(flow, g_array_index(stack, guint, stack->len - 1));
        g_array_set_size(stack, stack->len - 1);
        for (guint i = 0; i < block->n_edges; i++) {
            guint target = ql_flow_edge(flow, block, i)->target;
            if (!seen[target]) {
                seen[target] = TRUE;
                g_array_append_val(stack, target);
            }
        }
    }
    return seen[start];
}

gboolean ql_creation_repeats(const QlProgram *program, const QlFunction *entry)
{
    guint sites = 0;
    for (guint i = 0; i < program->creations->len; i++) {
        const QlThreadCreation *creation = program->creations->pdata[i];
        const QlFlow *flow = creation->site->def->flow;
        if (creation->forwards || !ql_creation_starts(creation, entry)) {
            continue;
        }
        sites++;
        if (sites > 1 || in_loop(flow, ql_flow_block_of(flow, creation->event))) {
            return TRUE;
        }
    }
    return FALSE;
}
