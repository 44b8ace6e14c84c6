/* SPDX-License-Identifier: Apache-2.0 */
#include "relevant.h"

/* A place that can be reached. */
typedef struct Node {
    const QlContext *context;
    guint depth;
    guint calls; /* 1 + index of the last call found that leads here; 0: none */
    gboolean relevant;
} Node;

typedef struct Call {
    guint from; /* node */
    guint next; /* 1 + index of another one that leads to the same place; 0: none */
} Call;

struct QlRelevant {
    const QlEngine *engine;
    const QlQuery *query;
    QlFocus *focus;
    const guint8 *leads;
    QlPlaceTable *ids; /* 1 + index into nodes */
    GArray *nodes;     /* Node */
    GArray *calls;     /* Call */
    GArray *work;      /* guint: relevant nodes whose callers have not been looked at */
};

static Node *node_at(const QlRelevant *relevant, guint i)
{
    return &g_array_index(relevant->nodes, Node, i);
}

static guint intern_node(QlRelevant *relevant, const QlContext *context, guint depth)
{
    gpointer *slot = ql_place_table_slot(relevant->ids, context, depth);
    if (!*slot) {
        Node node = {.context = context, .depth = depth};
        g_array_append_val(relevant->nodes, node);
        *slot = GUINT_TO_POINTER(relevant->nodes->len);
    }
    return GPOINTER_TO_UINT(*slot) - 1;
}

static void add_call(QlRelevant *relevant, guint from, const QlPlace *place, const QlSite *site)
{
    const QlContext *callee = ql_contexts_callee(relevant->engine->contexts, place->context, site);
    if (!callee || !relevant->leads[callee->function->index]) {
        return;
    }
    Node *to = node_at(relevant, intern_node(relevant, callee, ql_query_depth(place, site)));
    Call call = {from, to->calls};
    g_array_append_val(relevant->calls, call);
    to->calls = relevant->calls->len;
}

static void mark(QlRelevant *relevant, guint i)
{
    Node *node = node_at(relevant, i);
    if (!node->relevant) {
        node->relevant = TRUE;
        g_array_append_val(relevant->work, i);
    }
}

static void read_place(QlRelevant *relevant, guint i)
{
    const Node node = *node_at(relevant, i);
    const QlPlace place = ql_focus_place(relevant->focus, node.context, node.depth);
    for (guint k = 0; k < place.sites->len; k++) {
        const QlSite *site = &g_array_index(place.sites, QlSite, k);
        if (ql_query_is_forbidden(relevant->engine, relevant->query, &place, site)) {
            mark(relevant, i);
        }
        if (ql_query_follows(relevant->engine, relevant->query, &place, site)) {
            add_call(relevant, i, &place, site);
        }
    }
}

static void mark_callers(QlRelevant *relevant, guint i)
{
    for (guint k = node_at(relevant, i)->calls; k;) {
        const Call *call = &g_array_index(relevant->calls, Call, k - 1);
        mark(relevant, call->from);
        k = call->next;
    }
}

static void solve(QlRelevant *relevant)
{
    for (guint i = 0; i < relevant->nodes->len; i++) {
        read_place(relevant, i);
    }
    while (relevant->work->len) {
        guint i = g_array_index(relevant->work, guint, relevant->work->len - 1);
        g_array_set_size(relevant->work, relevant->work->len - 1);
        mark_callers(relevant, i);
    }
}

QlRelevant *ql_relevant_new(const QlEngine *engine, const QlQuery *query, QlFocus *focus,
                            const guint8 *leads, const GPtrArray *holders)
{
    QlRelevant *relevant = g_new0(QlRelevant, 1);
    *relevant = (QlRelevant){.engine = engine, .query = query, .focus = focus, .leads = leads};
    relevant->ids = ql_place_table_new(ql_contexts_all(engine->contexts)->len);
    relevant->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
    relevant->calls = g_array_new(FALSE, FALSE, sizeof(Call));
    relevant->work = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < holders->len; i++) {
        intern_node(relevant, holders->pdata[i], 0);
    }
    solve(relevant);
    return relevant;
}

void ql_relevant_free(QlRelevant *relevant)
{
    if (relevant) {
        ql_place_table_free(relevant->ids);
        g_array_unref(relevant->nodes);
        g_array_unref(relevant->calls);
        g_array_unref(relevant->work);
        g_free(relevant);
    }
}

gboolean ql_relevant_has(const QlRelevant *relevant, const QlContext *context, guint depth)
{
    guint id = GPOINTER_TO_UINT(ql_place_table_get(relevant->ids, context, depth));
    return id && node_at(relevant, id - 1)->relevant;
}
