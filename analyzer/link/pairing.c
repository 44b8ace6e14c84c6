/* SPDX-License-Identifier: Apache-2.0 */
#include "pairing.h"
#include "call_sites.h"
#include "callbacks.h"
#include "object_key.h"
#include "program_load.h"

/* One annotated field: which callbacks objects of each type may hold. */
typedef struct Head {
    const char *field;   /* "Record.field" */
    GArray *records;     /* QlSym: the common head; none: it does not occur */
    GHashTable *by_type; /* QlSym: record -> set of QlFunction* */
    GHashTable *any;     /* set of QlFunction*: objects of whatever type */
    GHashTable *outer;   /* set of QlSym: records that the common head is embedded in */
    GHashTable *sources; /* set of name << 32 | parameter */
    gboolean unclear;    /* heads are copied, or the field's address is taken */
} Head;

/* A function that makes objects of a head. */
typedef struct Source {
    Head *head;
    QlSym function; /* its name */
    guint callback; /* parameter that becomes the callback */
} Source;

struct QlPairing {
    QlProgram *program;
    GPtrArray *heads; /* Head* */
    QlCallSites *sites;
    GQueue *fresh; /* Source* */
};

static void head_free(gpointer data)
{
    Head *head = data;
    g_array_unref(head->records);
    g_hash_table_destroy(head->by_type);
    g_hash_table_destroy(head->any);
    g_hash_table_destroy(head->outer);
    g_hash_table_destroy(head->sources);
    g_free(head);
}

static Head *head_of(QlPairing *pairing, const char *field)
{
    for (guint i = 0; i < pairing->heads->len; i++) {
        Head *head = pairing->heads->pdata[i];
        if (g_str_equal(head->field, field)) {
            return head;
        }
    }
    Head *head = g_new0(Head, 1);
    head->field = field;
    head->records = ql_field_records(pairing->program, field);
    head->by_type = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_destroy);
    head->any = g_hash_table_new(NULL, NULL);
    head->outer = g_hash_table_new(NULL, NULL);
    head->sources = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_ptr_array_add(pairing->heads, head);
    return head;
}

static void add_source(QlPairing *pairing, Source source)
{
    guint64 key = ((guint64)source.function << 32) | source.callback;
    if (g_hash_table_contains(source.head->sources, &key)) {
        return;
    }
    g_hash_table_add(source.head->sources, g_memdup2(&key, sizeof key));
    g_queue_push_tail(pairing->fresh, g_memdup2(&source, sizeof source));
}

static GHashTable *type_set(Head *head, QlSym type)
{
    GHashTable *set = g_hash_table_lookup(head->by_type, GUINT_TO_POINTER(type));
    if (!set) {
        set = g_hash_table_new(NULL, NULL);
        g_hash_table_insert(head->by_type, GUINT_TO_POINTER(type), set);
    }
    return set;
}

/* The record type of the local variable that takes the result of call @event; 0: none does. */
static QlSym result_type(const QlDefinition *def, const QlEvent *call)
{
    for (guint i = 0; i < def->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(def->flow->events, QlEvent, i);
        const QlExpr *value = ql_flow_expr(def->flow, event->value);
        const QlExpr *target = ql_flow_expr(def->flow, event->target);
        if (event->kind == QL_EVENT_ASSIGN && value->kind == QL_EXPR_CALL &&
            value->value == call->id && target->kind == QL_EXPR_LOCAL) {
            return g_array_index(def->locals, QlVariable, target->value).record;
        }
    }
    return 0;
}

static gboolean returns_call(const QlDefinition *def, const QlEvent *call)
{
    for (guint i = 0; i < def->flow->blocks->len; i++) {
        const QlBlock *block = ql_flow_block(def->flow, i);
        const QlExpr *value = ql_flow_expr(def->flow, block->cond);
        if (block->term == QL_TERM_RETURN && value->kind == QL_EXPR_CALL &&
            value->value == call->id) {
            return TRUE;
        }
    }
    return FALSE;
}

static void add_made(QlPairing *pairing, const Source *source, const QlCallSite *site)
{
    const QlDefinition *def = site->caller->def;
    QlExprRef callback = ql_flow_arg(def->flow, site->event, source->callback);
    QlSym type = result_type(def, site->event);
    if (g_hash_table_contains(source->head->outer, GUINT_TO_POINTER(type))) {
        ql_add_stored(pairing->program, def, site->caller, callback, type_set(source->head, type));
        return;
    }
    int param = ql_expr_parameter(def, callback);
    if (param >= 0 && returns_call(def, site->event)) {
        add_source(pairing, (Source){source->head, def->name, (guint)param});
        return;
    }
    ql_add_stored(pairing->program, def, site->caller, callback, source->head->any);
}

/* The field of an outer record that @field's record is embedded in, or NULL. */
static const QlExpr *outer_field(const QlFlow *flow, const QlExpr *field)
{
    const QlExpr *object = ql_flow_expr(flow, field->a);
    return object->kind == QL_EXPR_FIELD ? object : NULL;
}

static gboolean is_source(const Head *head, const QlFunction *function, int param)
{
    guint64 key = ((guint64)function->def->name << 32) | (guint)param;
    return param >= 0 && g_hash_table_contains(head->sources, &key);
}

/* An assignment to the field itself: for the type it is embedded in, or for any. */
static void add_store(QlPairing *pairing, Head *head, const QlDefinition *def,
                      const QlFunction *function, const QlEvent *event)
{
    const QlExpr *outer = outer_field(def->flow, ql_flow_expr(def->flow, event->target));
    if (outer) {
        ql_add_stored(pairing->program, def, function, event->value, type_set(head, outer->record));
    } else if (!function || !is_source(head, function, ql_expr_parameter(def, event->value))) {
        ql_add_stored(pairing->program, def, function, event->value, head->any);
    }
}

static gboolean is_record(const Head *head, QlSym record)
{
    for (guint i = 0; i < head->records->len; i++) {
        if (g_array_index(head->records, QlSym, i) == record) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean is_field_of(const QlPairing *pairing, const Head *head, const QlExpr *field)
{
    return field->kind == QL_EXPR_FIELD && is_record(head, field->record) &&
           ql_field_is(pairing->program, field, head->field);
}

/* Notes the types that @head is embedded in, and whether its field's address is taken. */
static void read_expressions(const QlPairing *pairing, Head *head, const QlFlow *flow)
{
    for (guint i = 0; i < flow->exprs->len; i++) {
        const QlExpr *expr = ql_flow_expr(flow, i);
        if (expr->kind == QL_EXPR_FIELD && is_record(head, expr->record)) {
            const QlExpr *outer = outer_field(flow, expr);
            if (outer) {
                g_hash_table_add(head->outer, GUINT_TO_POINTER(outer->record));
            }
        }
        head->unclear |=
            expr->kind == QL_EXPR_ADDR && is_field_of(pairing, head, ql_flow_expr(flow, expr->a));
    }
}

static void read_events(QlPairing *pairing, Head *head, const QlDefinition *def,
                        const QlFunction *function)
{
    for (guint i = 0; i < def->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(def->flow->events, QlEvent, i);
        head->unclear |= event->record && is_record(head, event->record);
        if (event->kind == QL_EVENT_ASSIGN &&
            is_field_of(pairing, head, ql_flow_expr(def->flow, event->target))) {
            add_store(pairing, head, def, function, event);
        }
    }
}

static void add_annotated(QlPairing *pairing, const QlAnnotations *annotations)
{
    for (guint i = 0; i < annotations->makers->len; i++) {
        const QlMaker *maker = annotations->makers->pdata[i];
        QlSym name = ql_strings_lookup(pairing->program->strings, maker->function);
        Head *head = head_of(pairing, maker->field);
        if (name && head->records->len) {
            add_source(pairing, (Source){head, name, (guint)maker->callback});
        }
    }
}

static void add_all_made(QlPairing *pairing, const Source *source, const GArray *sites)
{
    for (guint i = 0; sites && i < sites->len; i++) {
        add_made(pairing, source, &g_array_index(sites, QlCallSite, i));
    }
}

static void follow_sources(QlPairing *pairing)
{
    while (!g_queue_is_empty(pairing->fresh)) {
        g_autofree Source *source = g_queue_pop_head(pairing->fresh);
        add_all_made(pairing, source, ql_call_sites_of(pairing->sites, source->function));
        add_all_made(pairing, source,
                     ql_call_sites_through(pairing->sites, pairing->program, source->function));
    }
}

static void read_all_expressions(const QlPairing *pairing, Head *head)
{
    const QlProgram *program = pairing->program;
    for (guint i = 0; i < program->functions->len; i++) {
        const QlFunction *function = program->functions->pdata[i];
        read_expressions(pairing, head, function->def->flow);
    }
}

static void read_all_events(QlPairing *pairing, Head *head)
{
    const QlProgram *program = pairing->program;
    for (guint i = 0; i < program->functions->len; i++) {
        const QlFunction *function = program->functions->pdata[i];
        read_events(pairing, head, function->def, function);
    }
    for (guint i = 0; i < program->variables->len; i++) {
        const QlDefinition *variable = program->variables->pdata[i];
        if (variable->flow) {
            read_events(pairing, head, variable, NULL);
        }
    }
}

QlPairing *ql_pairing_new(QlProgram *program, const QlAnnotations *annotations, QlCallSites *sites)
{
    QlPairing *pairing = g_new0(QlPairing, 1);
    pairing->program = program;
    pairing->sites = sites;
    pairing->heads = g_ptr_array_new_with_free_func(head_free);
    pairing->fresh = g_queue_new();
    add_annotated(pairing, annotations);
    for (guint i = 0; i < pairing->heads->len; i++) {
        read_all_expressions(pairing, pairing->heads->pdata[i]);
    }
    follow_sources(pairing);
    for (guint i = 0; i < pairing->heads->len; i++) {
        read_all_events(pairing, pairing->heads->pdata[i]);
    }
    return pairing;
}

void ql_pairing_free(QlPairing *pairing)
{
    g_ptr_array_unref(pairing->heads);
    g_queue_free(pairing->fresh);
    g_free(pairing);
}

static const Head *head_of_field(const QlPairing *pairing, const QlExpr *field)
{
    for (guint i = 0; i < pairing->heads->len; i++) {
        const Head *head = pairing->heads->pdata[i];
        if (ql_field_is(pairing->program, field, head->field)) {
            return head;
        }
    }
    return NULL;
}

gboolean ql_pairing_allows(const QlPairing *pairing, const QlExpr *field, const QlExpr *outer,
                           const QlFunction *function)
{
    const Head *head = head_of_field(pairing, field);
    if (!head || head->unclear || g_hash_table_contains(head->any, function)) {
        return TRUE;
    }
    GHashTable *made = g_hash_table_lookup(head->by_type, GUINT_TO_POINTER(outer->record));
    return made && g_hash_table_contains(made, function);
}
