/* SPDX-License-Identifier: Apache-2.0 */
#include "call_sites.h"
#include <string.h>

struct QlCallSites {
    GHashTable *by_name; /* QlSym -> GArray of QlCallSite */
    GHashTable *through; /* likewise, calls through pointers; made when asked for */
};

int ql_call_site_compare(const QlProgram *program, QlCallSite a, QlCallSite b)
{
    int order = strcmp(ql_function_key(program, a.caller), ql_function_key(program, b.caller));
    if (order) {
        return order;
    }
    return a.event->id < b.event->id ? -1 : a.event->id > b.event->id;
}

static void add_site(GHashTable *table, QlSym name, QlCallSite site)
{
    GArray *list = g_hash_table_lookup(table, GUINT_TO_POINTER(name));
    if (!list) {
        list = g_array_new(FALSE, FALSE, sizeof(QlCallSite));
        g_hash_table_insert(table, GUINT_TO_POINTER(name), list);
    }
    g_array_append_val(list, site);
}

static GHashTable *table_new(void)
{
    return g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
}

static void index_calls(QlCallSites *sites, const QlProgram *program, QlFunction *caller)
{
    const GArray *events = caller->def->flow->events;
    for (guint i = 0; i < events->len; i++) {
        const QlEvent *event = &g_array_index(events, QlEvent, i);
        QlSym name = ql_program_callee_name(program, caller->def, event);
        if (name) {
            add_site(sites->by_name, name, (QlCallSite){caller, event});
        }
    }
}

QlCallSites *ql_call_sites_new(const QlProgram *program)
{
    QlCallSites *sites = g_new0(QlCallSites, 1);
    sites->by_name = table_new();
    for (guint i = 0; i < program->functions->len; i++) {
        index_calls(sites, program, program->functions->pdata[i]);
    }
    return sites;
}

void ql_call_sites_free(QlCallSites *sites)
{
    if (sites) {
        g_hash_table_destroy(sites->by_name);
        g_clear_pointer(&sites->through, g_hash_table_destroy);
        g_free(sites);
    }
}

const GArray *ql_call_sites_of(const QlCallSites *sites, QlSym name)
{
    return g_hash_table_lookup(sites->by_name, GUINT_TO_POINTER(name));
}

static void index_pointer_calls(QlCallSites *sites, const QlProgram *program, QlFunction *caller)
{
    const GArray *events = caller->def->flow->events;
    for (guint i = 0; i < events->len; i++) {
        const QlEvent *event = &g_array_index(events, QlEvent, i);
        const QlExpr *callee = ql_flow_expr(caller->def->flow, event->target);
        if (event->kind != QL_EVENT_CALL || callee->kind == QL_EXPR_FUNCTION) {
            continue;
        }
        g_autoptr(GArray) targets =
            ql_value_flow_targets(program->flow, caller->index, event->target);
        for (guint k = 0; k < targets->len; k++) {
            const QlFunction *target = program->functions->pdata[g_array_index(targets, guint, k)];
            add_site(sites->through, target->def->name, (QlCallSite){caller, event});
        }
    }
}

const GArray *ql_call_sites_through(QlCallSites *sites, const QlProgram *program, QlSym name)
{
    if (!sites->through) {
        sites->through = table_new();
        for (guint i = 0; i < program->functions->len; i++) {
            index_pointer_calls(sites, program, program->functions->pdata[i]);
        }
    }
    return g_hash_table_lookup(sites->through, GUINT_TO_POINTER(name));
}
