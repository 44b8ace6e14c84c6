/* SPDX-License-Identifier: Apache-2.0 */
#include "reach.h"
#include "cost_queue.h"

struct QlReach {
    const QlProgram *program;
    const char *kind;
    QlReachFilter filter;
    gpointer user;
    QlReached **by_function; /* by function index, NULL: not reached */
    QlCostQueue *queue;
    GPtrArray *settled; /* QlReached*, cheapest first */
    GPtrArray *all;     /* QlReached*, owned: also those that a cheaper way replaced */
};

QlReach *ql_reach_new(const QlProgram *program, const char *kind, QlReachFilter filter,
                      gpointer user)
{
    QlReach *reach = g_new0(QlReach, 1);
    reach->program = program;
    reach->kind = kind;
    reach->filter = filter;
    reach->user = user;
    reach->by_function = g_new0(QlReached *, program->functions->len);
    reach->queue = ql_cost_queue_new();
    reach->settled = g_ptr_array_new();
    reach->all = g_ptr_array_new_with_free_func(g_free);
    return reach;
}

void ql_reach_free(QlReach *reach)
{
    g_free(reach->by_function);
    ql_cost_queue_free(reach->queue);
    g_ptr_array_unref(reach->settled);
    g_ptr_array_unref(reach->all);
    g_free(reach);
}

static void arrive(QlReach *reach, QlReached way)
{
    QlReached **known = &reach->by_function[way.function->index];
    if (way.doubt > QL_MAX_DOUBT || (*known && (*known)->cost <= way.cost)) {
        return;
    }
    *known = g_memdup2(&way, sizeof way);
    g_ptr_array_add(reach->all, *known);
    ql_cost_queue_push(reach->queue, way.cost, *known);
}

void ql_reach_start(QlReach *reach, const QlFunction *function, const QlCallEdge *edge, guint cost,
                    guint origin)
{
    if (edge && !ql_edge_is_followed(edge, reach->kind)) {
        return;
    }
    arrive(reach, (QlReached){.function = function,
                              .edge = edge,
                              .origin = origin,
                              .cost = cost + (edge ? ql_hop_cost(edge) : 0),
                              .doubt = edge ? ql_hop_doubt(edge) : 0});
}

static void follow_edge(QlReach *reach, const QlReached *from, const QlCallEdge *edge)
{
    if (!ql_edge_is_followed(edge, reach->kind) ||
        (reach->filter && !reach->filter(edge, reach->user))) {
        return;
    }
    arrive(reach, (QlReached){.function = edge->callee,
                              .from = from,
                              .edge = edge,
                              .origin = from->origin,
                              .cost = from->cost + ql_hop_cost(edge),
                              .doubt = from->doubt + ql_hop_doubt(edge)});
}

/* Settles one more function; FALSE: there is none. */
static gboolean settle_next(QlReach *reach)
{
    QlReached *next = ql_cost_queue_pop(reach->queue);
    while (next && reach->by_function[next->function->index] != next) {
        next = ql_cost_queue_pop(reach->queue); /* a cheaper way was found */
    }
    if (!next) {
        return FALSE;
    }
    g_ptr_array_add(reach->settled, next);
    for (guint i = 0; i < next->function->calls->len; i++) {
        follow_edge(reach, next, next->function->calls->pdata[i]);
    }
    return TRUE;
}

const QlReached *ql_reach_at(QlReach *reach, guint i)
{
    while (i >= reach->settled->len && settle_next(reach)) {
    }
    return i < reach->settled->len ? reach->settled->pdata[i] : NULL;
}

const QlReached *ql_reach_get(QlReach *reach, const QlFunction *function)
{
    while (settle_next(reach)) {
    }
    return reach->by_function[function->index];
}
