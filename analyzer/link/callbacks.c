/* SPDX-License-Identifier: Apache-2.0 */
#include "callbacks.h"

struct QlCallbackParams {
    GHashTable *by_place; /* function name << 32 | param -> GPtrArray of QlCallbackParam* */
    GHashTable *widest;   /* function name -> highest param + 1 */
    GQueue *fresh;        /* QlCallbackParam* whose wrappers have not been looked for */
};

static guint64 place(QlSym function, guint param)
{
    return ((guint64)function << 32) | param;
}

static gboolean is_known(const GPtrArray *list, const QlCallbackParam *param)
{
    for (guint i = 0; list && i < list->len; i++) {
        const QlCallbackParam *other = list->pdata[i];
        if (other->annotation == param->annotation && other->registrar == param->registrar) {
            return TRUE;
        }
    }
    return FALSE;
}

static void note_width(QlCallbackParams *params, QlSym function, guint param)
{
    gpointer key = GUINT_TO_POINTER(function);
    guint width = GPOINTER_TO_UINT(g_hash_table_lookup(params->widest, key));
    if (param + 1 > width) {
        g_hash_table_insert(params->widest, key, GUINT_TO_POINTER(param + 1));
    }
}

static void add_param(QlCallbackParams *params, QlCallbackParam param)
{
    guint64 key = place(param.function, param.param);
    GPtrArray *list = g_hash_table_lookup(params->by_place, &key);
    if (is_known(list, &param)) {
        return;
    }
    if (!list) {
        list = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(params->by_place, g_memdup2(&key, sizeof key), list);
    }
    QlCallbackParam *copy = g_memdup2(&param, sizeof param);
    g_ptr_array_add(list, copy);
    note_width(params, param.function, param.param);
    g_queue_push_tail(params->fresh, copy);
}

static void add_annotated(QlCallbackParams *params, const QlProgram *program,
                          const QlAnnotations *annotations)
{
    for (guint i = 0; i < annotations->callbacks->len; i++) {
        const QlCallback *callback = annotations->callbacks->pdata[i];
        QlSym name = ql_strings_lookup(program->strings, callback->function);
        if (name && callback->callback >= 0) {
            add_param(params, (QlCallbackParam){name, (guint)callback->callback, callback, name});
        }
    }
}

static gboolean is_null(const QlFlow *flow, const QlEvent *event)
{
    const QlExpr *value = ql_flow_expr(flow, event->value);
    return event->assign == QL_ASSIGN_SET && value->kind == QL_EXPR_INT && value->value == 0;
}

/* The single assignment to local @index but for NULL, or NULL if there are several or none. */
static const QlEvent *single_assignment(const QlDefinition *def, gint64 index)
{
    const QlEvent *found = NULL;
    for (guint i = 0; i < def->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(def->flow->events, QlEvent, i);
        const QlExpr *target = ql_flow_expr(def->flow, event->target);
        if (event->kind != QL_EVENT_ASSIGN || target->kind != QL_EXPR_LOCAL ||
            target->value != index || is_null(def->flow, event)) {
            continue;
        }
        if (found || event->assign != QL_ASSIGN_SET) {
            return NULL;
        }
        found = event;
    }
    return found;
}

QlExprRef ql_expr_follow_local(const QlDefinition *function, QlExprRef ref)
{
    for (guint depth = 0; depth < 4; depth++) {
        const QlExpr *expr = ql_flow_expr(function->flow, ref);
        if (expr->kind != QL_EXPR_LOCAL) {
            return ref;
        }
        const QlEvent *event = single_assignment(function, expr->value);
        if (!event || !event->value) {
            return ref;
        }
        ref = event->value;
    }
    return ref;
}

int ql_expr_parameter(const QlDefinition *function, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(function->flow, ql_expr_follow_local(function, ref));
    return expr->kind == QL_EXPR_PARAM ? (int)expr->value : -1;
}

static gboolean is_annotated(const QlCallbackParams *params, QlSym function, guint param)
{
    const GPtrArray *list = ql_callback_params_get(params, function, param);
    for (guint i = 0; list && i < list->len; i++) {
        if (((const QlCallbackParam *)list->pdata[i])->annotation) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Parameters that a function calls itself. */
static void add_called(QlCallbackParams *params, const QlFunction *function)
{
    const QlDefinition *def = function->def;
    for (guint i = 0; i < def->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(def->flow->events, QlEvent, i);
        if (event->kind != QL_EVENT_CALL) {
            continue;
        }
        int param = ql_expr_parameter(def, event->target);
        if (param >= 0 && !is_annotated(params, def->name, (guint)param)) {
            add_param(params, (QlCallbackParam){def->name, (guint)param, NULL, def->name});
        }
    }
}

/* A function that hands its own parameter on to @param has such a parameter too. */
static void add_wrappers(QlCallbackParams *params, const QlCallSites *sites,
                         const QlCallbackParam *param)
{
    const GArray *list = ql_call_sites_of(sites, param->function);
    for (guint i = 0; list && i < list->len; i++) {
        const QlCallSite *site = &g_array_index(list, QlCallSite, i);
        const QlDefinition *def = site->caller->def;
        if (param->param >= site->event->n_args) {
            continue;
        }
        int outer = ql_expr_parameter(def, ql_flow_arg(def->flow, site->event, param->param));
        if (outer >= 0 && !is_annotated(params, def->name, (guint)outer)) {
            add_param(params, (QlCallbackParam){def->name, (guint)outer, param->annotation,
                                                param->registrar});
        }
    }
}

static void close_over_wrappers(QlCallbackParams *params, const QlCallSites *sites)
{
    while (!g_queue_is_empty(params->fresh)) {
        add_wrappers(params, sites, g_queue_pop_head(params->fresh));
    }
}

QlCallbackParams *ql_callback_params_find(const QlProgram *program,
                                          const QlAnnotations *annotations,
                                          const QlCallSites *sites)
{
    QlCallbackParams *params = g_new0(QlCallbackParams, 1);
    params->by_place = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
                                             (GDestroyNotify)g_ptr_array_unref);
    params->widest = g_hash_table_new(NULL, NULL);
    params->fresh = g_queue_new();
    add_annotated(params, program, annotations);
    for (guint i = 0; i < program->functions->len; i++) {
        add_called(params, program->functions->pdata[i]);
    }
    close_over_wrappers(params, sites);
    return params;
}

void ql_callback_params_free(QlCallbackParams *params)
{
    if (!params) {
        return;
    }
    g_hash_table_destroy(params->by_place);
    g_hash_table_destroy(params->widest);
    g_queue_free(params->fresh);
    g_free(params);
}

const GPtrArray *ql_callback_params_get(const QlCallbackParams *params, QlSym function, guint param)
{
    guint64 key = place(function, param);
    return g_hash_table_lookup(params->by_place, &key);
}

guint ql_callback_params_count(const QlCallbackParams *params, QlSym function)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(params->widest, GUINT_TO_POINTER(function)));
}
