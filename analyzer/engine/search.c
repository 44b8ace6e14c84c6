/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The search for violations. For every function that takes the locks in question, a cheapest-path
 * search runs forward from there through contexts that hold them. Several ways into the violating
 * function are kept, one for each function that calls it: the cheapest path alone often hides the
 * one that matters.
 */
#include "cost_queue.h"
#include "engine.h"
#include "witness.h"
#include <string.h>

/* A context as one search sees it. */
typedef struct Visit {
    const QlContext *context;
    guint cost;
    guint doubt;
    gboolean settled;
    const struct Visit *from; /* NULL: the holder */
    const QlSite *site;       /* call in from (or in the holder) that leads here */
} Visit;

/* A call that leads to a visited context: a candidate for the last hop. */
typedef struct Arrival {
    Visit *from;
    const QlSite *site;
    Visit *to;
} Arrival;

typedef struct Search {
    const QlEngine *engine;
    const QlQuery *query;
    const QlFunction *holder;
    guint thread;
    GHashTable *visits; /* const QlContext* -> Visit* */
    GPtrArray *order;   /* Visit*, as settled */
    GArray *arrivals;   /* Arrival */
    QlCostQueue *queue;
    GPtrArray *violations;
} Search;

/* One way to a violation. */
typedef struct Candidate {
    const Visit *last;   /* context in which it happens */
    const Arrival *into; /* last hop, or NULL if it is the holder itself */
    const QlSite *site;  /* what is forbidden */
    guint cost;
} Candidate;

static gboolean holds_all(const QlEngine *engine, const QlTracked *classes, QlLockset lockset)
{
    for (guint i = 0; i < classes->n; i++) {
        int position = ql_tracked_position(&engine->tracked, classes->classes[i]);
        if (position < 0 || ql_lockset_depth(lockset, (guint)position) == 0) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean holds_any(const QlEngine *engine, const QlTracked *classes, QlLockset lockset)
{
    for (guint i = 0; i < classes->n; i++) {
        int position = ql_tracked_position(&engine->tracked, classes->classes[i]);
        if (position >= 0 && ql_lockset_depth(lockset, (guint)position) > 0) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean is_forbidden(const Search *search, const QlSite *site)
{
    gboolean takes = site->op == QL_OP_ACQUIRE || site->op == QL_OP_WAIT;
    if (site->edge || site->by_callee || !takes ||
        !holds_all(search->engine, &search->query->holding, site->lockset) ||
        holds_any(search->engine, &search->query->not_holding, site->lockset)) {
        return FALSE;
    }
    for (guint i = 0; i < search->query->forbidden->len; i++) {
        if (g_array_index(search->query->forbidden, int, i) == site->lock_class) {
            return TRUE;
        }
    }
    return FALSE;
}

static Visit *visit_of(Search *search, const QlContext *context)
{
    Visit *visit = g_hash_table_lookup(search->visits, context);
    if (!visit) {
        visit = g_new0(Visit, 1);
        visit->context = context;
        visit->cost = G_MAXUINT;
        g_hash_table_insert(search->visits, (gpointer)context, visit);
    }
    return visit;
}

static void arrive(Search *search, Visit *from, const QlSite *site)
{
    const QlContext *callee = ql_contexts_callee(search->engine->contexts, from->context, site);
    guint doubt = from->doubt + ql_hop_doubt(site->edge);
    if (!callee || doubt > QL_MAX_DOUBT) {
        return;
    }
    Visit *visit = visit_of(search, callee);
    Arrival arrival = {from, site, visit};
    g_array_append_val(search->arrivals, arrival);
    guint cost = from->cost + ql_hop_cost(site->edge);
    if (cost < visit->cost) {
        visit->cost = cost;
        visit->doubt = doubt;
        visit->from = from;
        visit->site = site;
        ql_cost_queue_push(search->queue, cost, visit);
    }
}

static void settle(Search *search, Visit *visit)
{
    visit->settled = TRUE;
    g_ptr_array_add(search->order, visit);
    const GArray *sites = visit->context->sites;
    for (guint i = 0; i < sites->len; i++) {
        const QlSite *site = &g_array_index(sites, QlSite, i);
        if (site->edge && holds_all(search->engine, &search->query->holding, site->lockset)) {
            arrive(search, visit, site);
        }
    }
}

static void search_from(Search *search, const GPtrArray *holders)
{
    for (guint i = 0; i < holders->len; i++) {
        const QlContext *context = holders->pdata[i];
        Visit *visit = visit_of(search, context);
        visit->cost = context->cost;
        visit->doubt = context->doubt;
        ql_cost_queue_push(search->queue, visit->cost, visit);
    }
    for (Visit *next; (next = ql_cost_queue_pop(search->queue));) {
        if (!next->settled) {
            settle(search, next);
        }
    }
}

static int compare_candidates(gconstpointer a, gconstpointer b)
{
    const Candidate *x = a;
    const Candidate *y = b;
    if (x->cost != y->cost) {
        return x->cost < y->cost ? -1 : 1;
    }
    guint i = x->into ? x->into->from->context->function->index : 0;
    guint k = y->into ? y->into->from->context->function->index : 0;
    return i < k ? -1 : i > k;
}

static QlPath *build_path(const Search *search, const Candidate *candidate)
{
    QlPath *path = ql_path_new(search->engine);
    const Visit *visit = candidate->into ? candidate->into->from : candidate->last;
    g_autoptr(GPtrArray) chain = g_ptr_array_new();
    for (const Visit *v = visit; v->from; v = v->from) {
        g_ptr_array_insert(chain, 0, (gpointer)v);
    }
    const Visit *holder = chain->len ? ((const Visit *)chain->pdata[0])->from : visit;
    ql_path_add_root(path, holder->context);
    for (guint i = 0; i < chain->len; i++) {
        const Visit *v = chain->pdata[i];
        ql_path_add_call(path, v->from->context, v->site);
    }
    if (candidate->into) {
        ql_path_add_call(path, candidate->into->from->context, candidate->into->site);
    }
    ql_path_add_violation(path, candidate->last->context, candidate->site);
    return path;
}

static QlViolation *violation_of(Search *search, const Candidate *candidate)
{
    const QlFunction *violator = candidate->last->context->function;
    for (guint i = 0; i < search->violations->len; i++) {
        QlViolation *violation = search->violations->pdata[i];
        if (violation->holder == search->holder && violation->violator == violator &&
            violation->thread == search->thread &&
            violation->lock_class == candidate->site->lock_class) {
            return violation;
        }
    }
    QlViolation *violation = g_new0(QlViolation, 1);
    violation->holder = search->holder;
    violation->violator = violator;
    violation->thread = search->thread;
    violation->lock_class = candidate->site->lock_class;
    violation->witnesses = g_ptr_array_new_with_free_func((GDestroyNotify)ql_witness_free);
    violation->confidences = g_array_new(FALSE, FALSE, sizeof(double));
    g_ptr_array_add(search->violations, violation);
    return violation;
}

static void add_witness(Search *search, const Candidate *candidate)
{
    QlViolation *violation = violation_of(search, candidate);
    if (violation->witnesses->len >= search->query->max_witnesses) {
        return;
    }
    QlPath *path = build_path(search, candidate);
    double confidence = ql_path_confidence(path);
    g_array_append_val(violation->confidences, confidence);
    g_ptr_array_add(violation->witnesses, ql_path_finish(path));
}

/* The cheapest arrival for each function that calls the violating one. */
static void add_candidate(GArray *candidates, Candidate candidate)
{
    for (guint i = 0; candidate.into && i < candidates->len; i++) {
        Candidate *other = &g_array_index(candidates, Candidate, i);
        if (other->into && other->last->context->function == candidate.last->context->function &&
            other->into->from->context->function == candidate.into->from->context->function) {
            if (candidate.cost < other->cost) {
                *other = candidate;
            }
            return;
        }
    }
    g_array_append_val(candidates, candidate);
}

static void collect_arrivals(const Search *search, const Visit *visit, const QlSite *site,
                             GArray *candidates)
{
    for (guint i = 0; i < search->arrivals->len; i++) {
        const Arrival *arrival = &g_array_index(search->arrivals, Arrival, i);
        if (arrival->to == visit) {
            guint cost = arrival->from->cost + ql_hop_cost(arrival->site->edge);
            add_candidate(candidates, (Candidate){visit, arrival, site, cost});
        }
    }
}

static void collect_violations(Search *search)
{
    g_autoptr(GArray) candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
    for (guint i = 0; i < search->order->len; i++) {
        const Visit *visit = search->order->pdata[i];
        for (guint k = 0; k < visit->context->sites->len; k++) {
            const QlSite *site = &g_array_index(visit->context->sites, QlSite, k);
            if (!is_forbidden(search, site)) {
                continue;
            }
            if (visit->from) {
                collect_arrivals(search, visit, site, candidates);
            } else {
                add_candidate(candidates, (Candidate){visit, NULL, site, visit->cost});
            }
        }
    }
    g_array_sort(candidates, compare_candidates);
    for (guint i = 0; i < candidates->len; i++) {
        add_witness(search, &g_array_index(candidates, Candidate, i));
    }
}

/* Takes the locks itself, or starts with them: as a root, or by what a direct callback holds. */
static gboolean is_holder(const QlEngine *engine, const QlQuery *query, const QlContext *context)
{
    if (holds_all(engine, &query->holding, context->lockset)) {
        return !context->parent || !holds_all(engine, &query->holding, context->site->lockset);
    }
    for (guint i = 0; i < context->sites->len; i++) {
        const QlSite *site = &g_array_index(context->sites, QlSite, i);
        if (!site->by_callee && holds_all(engine, &query->holding, site->lockset)) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean thread_wanted(const QlQuery *query, guint thread)
{
    for (guint i = 0; i < query->threads->len; i++) {
        if (g_array_index(query->threads, guint, i) == thread) {
            return TRUE;
        }
    }
    return query->threads->len == 0;
}

static int compare_holders(gconstpointer a, gconstpointer b)
{
    const QlContext *x = *(const QlContext *const *)a;
    const QlContext *y = *(const QlContext *const *)b;
    if (x->thread != y->thread) {
        return x->thread < y->thread ? -1 : 1;
    }
    if (x->function != y->function) {
        return x->function->index < y->function->index ? -1 : 1;
    }
    return (x->lockset > y->lockset) - (x->lockset < y->lockset);
}

static GPtrArray *find_holders(const QlEngine *engine, const QlQuery *query)
{
    GPtrArray *holders = g_ptr_array_new();
    const GPtrArray *all = ql_contexts_all(engine->contexts);
    for (guint i = 0; i < all->len; i++) {
        QlContext *context = all->pdata[i];
        if (thread_wanted(query, context->thread) && is_holder(engine, query, context)) {
            g_ptr_array_add(holders, context);
        }
    }
    g_ptr_array_sort(holders, compare_holders);
    return holders;
}

static void search_holder(const QlEngine *engine, const QlQuery *query, const GPtrArray *group,
                          GPtrArray *violations)
{
    const QlContext *first = group->pdata[0];
    Search search = {.engine = engine,
                     .query = query,
                     .holder = first->function,
                     .thread = first->thread,
                     .violations = violations};
    search.visits = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    search.order = g_ptr_array_new();
    search.arrivals = g_array_new(FALSE, FALSE, sizeof(Arrival));
    search.queue = ql_cost_queue_new();
    search_from(&search, group);
    collect_violations(&search);
    ql_cost_queue_free(search.queue);
    g_array_unref(search.arrivals);
    g_ptr_array_unref(search.order);
    g_hash_table_destroy(search.visits);
}

static gboolean same_holder(const QlContext *a, const QlContext *b)
{
    return a->function == b->function && a->thread == b->thread;
}

GPtrArray *ql_engine_search(const QlEngine *engine, const QlQuery *query)
{
    GPtrArray *violations = g_ptr_array_new_with_free_func((GDestroyNotify)ql_violation_free);
    g_autoptr(GPtrArray) holders = find_holders(engine, query);
    for (guint start = 0; start < holders->len;) {
        g_autoptr(GPtrArray) group = g_ptr_array_new();
        guint end = start;
        while (end < holders->len && same_holder(holders->pdata[start], holders->pdata[end])) {
            g_ptr_array_add(group, holders->pdata[end++]);
        }
        search_holder(engine, query, group, violations);
        start = end;
    }
    return violations;
}

void ql_violation_free(QlViolation *violation)
{
    if (!violation) {
        return;
    }
    g_ptr_array_unref(violation->witnesses);
    g_array_unref(violation->confidences);
    g_free(violation);
}
