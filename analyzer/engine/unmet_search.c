/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way back from a broken requirement to the function to blame: functions that are also entered
 * with what is required only hand on what they were given.
 */
#include "cost_queue.h"
#include "unmet_private.h"

/* Contexts looked at on the way back from one broken requirement. */
#define MAX_STEPS 2000

typedef struct Search {
    const QlUnmetView *view;
    const QlDuty *duty;
    GHashTable *at_entry; /* set of function and class: who else requires this */
    const QlSite *asks;
    GHashTable *steps; /* const QlContext* -> QlUnmetStep*; not owned */
    QlCostQueue *queue;
    GPtrArray *arena; /* QlUnmetStep*, owned: blames refer to them */
    GArray *blames;   /* QlBlame */
} Search;

static void reach_back(Search *search, const QlContext *context, const QlSite *site,
                       const QlUnmetStep *next)
{
    guint cost = next ? next->cost + ql_hop_cost(site->edge) : 0;
    guint doubt = next ? next->doubt + ql_hop_doubt(site->edge) : 0;
    const QlUnmetStep *known = g_hash_table_lookup(search->steps, context);

    if ((known && known->cost <= cost) || doubt + context->doubt > QL_MAX_DOUBT) {
        return;
    }
    QlUnmetStep *step = g_new0(QlUnmetStep, 1);
    *step = (QlUnmetStep){context, cost, doubt, site, next, next ? next->blamed : NULL};
    g_ptr_array_add(search->arena, step);
    g_hash_table_insert(search->steps, (gpointer)context, step);
    ql_cost_queue_push(search->queue, cost, step);
}

static void reach_callers(Search *search, const QlUnmetStep *step)
{
    const QlFunction *function = step->context->function;

    for (guint i = 0; i < function->callers->len; i++) {
        const QlCallEdge *edge = function->callers->pdata[i];
        const GPtrArray *callers = ql_contexts_of(search->view->engine.contexts, edge->caller);
        for (guint k = 0; callers && k < callers->len; k++) {
            const QlContext *caller = callers->pdata[k];
            for (guint s = 0; caller->thread == step->context->thread && s < caller->sites->len;
                 s++) {
                const QlSite *site = &g_array_index(caller->sites, QlSite, s);
                if (site->edge == edge && ql_contexts_callee(search->view->engine.contexts, caller,
                                                             site) == step->context) {
                    reach_back(search, caller, site, step);
                }
            }
        }
    }
}

/* Whether @step's function lost what is required, or never has it. */
static gboolean is_to_blame(Search *search, const QlUnmetStep *step, GHashTable *granted)
{
    const QlContext *context = step->context;

    if (ql_duty_is_met(search->view, context->lockset, search->duty)) {
        return TRUE;
    }
    return step->next && !g_hash_table_contains(granted, context->function);
}

const QlFunction *ql_blame_caller(const QlBlame *blame)
{
    const QlUnmetStep *step = blame->first;

    while (step->next && step->next->next) {
        step = step->next;
    }
    return step->context->function;
}

void ql_blame_the_caller(QlBlame *blame)
{
    blame->holder = ql_blame_caller(blame);
    blame->vague = TRUE;
}

/* @step's function requires the same of its callers, and fails them itself. */
static gboolean hands_on(const Search *search, const QlUnmetStep *step)
{
    gpointer key = (gpointer)step->context->function;
    return step->next && g_hash_table_contains(search->at_entry, key);
}

static void add_blame(Search *search, const QlUnmetStep *first, const QlUnmetStep *at)
{
    QlBlame blame = {.duty = search->duty,
                     .asks = search->asks,
                     .first = first,
                     .at = at ? at : first,
                     .holder = at ? at->context->function : NULL,
                     .cost = first->cost + first->context->cost};
    if (!at) {
        ql_blame_the_caller(&blame);
    }
    g_array_append_val(search->blames, blame);
}

/* One step back from @step: to its callers, unless the way ends here. */
static void go_back(Search *search, QlUnmetStep *step, GHashTable *granted)
{
    gboolean met = ql_duty_is_met(search->view, step->context->lockset, search->duty);

    if (step->blamed) { /* each caller of the holder is a way of its own */
        add_blame(search, step, step->blamed);
        return;
    }
    if (is_to_blame(search, step, granted)) {
        step->blamed = step;
    }
    if (met || !step->context->parent) {
        add_blame(search, step, step->blamed);
    } else {
        reach_callers(search, step);
    }
}

static void search_back(Search *search, const QlContext *broken, GHashTable *granted)
{
    guint steps = 0;

    reach_back(search, broken, NULL, NULL);
    for (QlUnmetStep *next; (next = ql_cost_queue_pop(search->queue)) && steps < MAX_STEPS;
         steps++) {
        if (g_hash_table_lookup(search->steps, next->context) == next && !hands_on(search, next)) {
            go_back(search, next, granted);
        }
    }
}

static void search_duty_in(Search *search, const QlContext *context, GHashTable *granted)
{
    search->steps = g_hash_table_new(NULL, NULL);
    search->queue = ql_cost_queue_new();
    search_back(search, context, granted);
    ql_cost_queue_free(search->queue);
    g_hash_table_unref(search->steps);
}

/* Where @context asks what @duty asserts, and gets the wrong answer; NULL: it does not. */
static const QlSite *wrong_answer(const QlUnmetView *view, const QlContext *context,
                                  const QlDuty *duty)
{
    for (guint i = 0; i < context->sites->len; i++) {
        const QlSite *site = &g_array_index(context->sites, QlSite, i);
        if (!site->edge && site->event == duty->event && site->op == QL_OP_HELD &&
            !ql_duty_is_met(view, site->lockset, duty)) {
            return site;
        }
    }
    return NULL;
}

GHashTable *ql_duty_sharers(const GArray *duties, const QlDuty *duty)
{
    GHashTable *set = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < duties->len; i++) {
        const QlDuty *other = &g_array_index(duties, QlDuty, i);
        if (!other->event && other->lock_class == duty->lock_class &&
            other->without == duty->without) {
            g_hash_table_add(set, (gpointer)other->function);
        }
    }
    return set;
}

/* Where @context breaks @duty: *@asks is set for an assertion. */
static gboolean breaks(const QlUnmetView *view, const QlContext *context, const QlDuty *duty,
                       const QlSite **asks)
{
    *asks = duty->event ? wrong_answer(view, context, duty) : NULL;
    return duty->event ? *asks != NULL : !ql_duty_is_met(view, context->lockset, duty);
}

void ql_unmet_search(QlUnmetView *view, const QlDuty *duty, const GArray *duties, GPtrArray *arena,
                     GArray *blames)
{
    const GPtrArray *contexts = ql_contexts_of(view->engine.contexts, duty->function);
    g_autoptr(GHashTable) at_entry = NULL;
    Search search = {.view = view, .duty = duty, .arena = arena, .blames = blames};

    for (guint i = 0; contexts && i < contexts->len; i++) {
        const QlContext *context = contexts->pdata[i];
        if (!breaks(view, context, duty, &search.asks)) {
            continue;
        }
        if (!at_entry) {
            at_entry = ql_duty_sharers(duties, duty);
            search.at_entry = at_entry;
        }
        search_duty_in(&search, context, ql_duty_granted(view, duty));
    }
}
