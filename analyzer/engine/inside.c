/* SPDX-License-Identifier: Apache-2.0 */
#include "inside.h"
#include "cost_queue.h"

/* Waits inside waits; and how far to look for the next one. */
#define MAX_LEVELS 6
#define MAX_SETTLED 4000

typedef struct Step {
    QlPlace place;
    guint cost;
    gboolean settled;
    const struct Step *from; /* NULL: called by the wait itself */
    const QlSite *site;      /* call in from that leads here */
} Step;

typedef struct Inside {
    const QlEngine *engine;
    QlFocus *focus;
    const GArray *classes;
    GHashTable
        *steps; /* const QlContext* -> Step*: one depth of the focus is enough to show a way */
    QlCostQueue *queue;
} Inside;

static void reach(Inside *inside, const Step *from, const QlPlace *place, const QlSite *site)
{
    const QlContext *callee = ql_contexts_callee(inside->engine->contexts, place->context, site);
    guint cost = (from ? from->cost : 0) + ql_hop_cost(site->edge);
    if (!callee) {
        return;
    }
    Step *step = g_hash_table_lookup(inside->steps, callee);
    if (!step) {
        guint depth = ql_lockset_depth(ql_place_lockset(place, site), QL_FOCUS_POSITION);
        step = g_new0(Step, 1);
        step->place = ql_focus_place(inside->focus, callee, depth);
        step->cost = G_MAXUINT;
        g_hash_table_insert(inside->steps, (gpointer)callee, step);
    }
    if (cost < step->cost) {
        step->cost = cost;
        step->from = from;
        step->site = site;
        ql_cost_queue_push(inside->queue, cost, step);
    }
}

static const QlSite *wait_of(const Inside *inside, const QlPlace *place)
{
    for (guint i = 0; i < place->sites->len; i++) {
        const QlSite *site = &g_array_index(place->sites, QlSite, i);
        if (!site->edge && site->op == QL_OP_WAIT &&
            ql_classes_have(inside->classes, site->lock_class)) {
            return site;
        }
    }
    return NULL;
}

/* The cheapest place with a wait that the calls of @event in @place lead to, or NULL. */
static const Step *find(Inside *inside, const QlPlace *place, const QlEvent *event)
{
    for (guint i = 0; i < place->sites->len; i++) {
        const QlSite *site = &g_array_index(place->sites, QlSite, i);
        if (site->edge && site->event == event) {
            reach(inside, NULL, place, site);
        }
    }
    guint settled = 0;
    for (Step *next; (next = ql_cost_queue_pop(inside->queue)) && settled < MAX_SETTLED;) {
        if (next->settled) {
            continue;
        }
        next->settled = TRUE;
        settled++;
        if (wait_of(inside, &next->place)) {
            return next;
        }
        for (guint i = 0; i < next->place.sites->len; i++) {
            const QlSite *site = &g_array_index(next->place.sites, QlSite, i);
            if (site->edge) {
                reach(inside, next, &next->place, site);
            }
        }
    }
    return NULL;
}

static void add_calls(QlPath *path, const QlPlace *start, const Step *last)
{
    g_autoptr(GPtrArray) chain = g_ptr_array_new();
    for (const Step *step = last; step; step = step->from) {
        g_ptr_array_insert(chain, 0, (gpointer)step);
    }
    for (guint i = 0; i < chain->len; i++) {
        const Step *step = chain->pdata[i];
        if (step->from) {
            ql_path_add_call(path, &step->from->place, step->site);
        } else {
            ql_path_add_hop(path, start, step->site);
        }
    }
}

/* Goes on to the next wait inside; FALSE if there is none: this is where the thread blocks. */
static gboolean descend(Inside *inside, QlPath *path, QlPlace *place, const QlSite **site)
{
    inside->steps = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    inside->queue = ql_cost_queue_new();
    const Step *found = find(inside, place, (*site)->event);
    if (found) {
        add_calls(path, place, found);
        *place = found->place;
        *site = wait_of(inside, place);
    }
    ql_cost_queue_free(inside->queue);
    g_hash_table_destroy(inside->steps);
    return found != NULL;
}

void ql_path_add_inside(QlPath *path, const QlEngine *engine, QlFocus *focus, const QlPlace *place,
                        const QlSite *site, const GArray *classes)
{
    Inside inside = {.engine = engine, .focus = focus, .classes = classes};
    QlPlace now = *place;
    if (site->op != QL_OP_WAIT || !classes) {
        return;
    }
    const QlSite *outermost = site;
    for (guint level = 0; level < MAX_LEVELS && descend(&inside, path, &now, &site); level++) {
    }
    if (site != outermost) {
        ql_path_add_op(path, &now, site, QL_STEP_WAIT);
    }
}
