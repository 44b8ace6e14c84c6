/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The search for violations. For every function that takes the locks in question, a cheapest-path
 * search runs forward from there through contexts that hold them. Several ways into the violating
 * function are kept, one for each function that calls it: the cheapest path alone often hides the
 * one that matters.
 */
#include "contention.h"
#include "cost_queue.h"
#include "engine.h"
#include "feasible.h"
#include "inside.h"
#include "mode_flag.h"
#include "relevant.h"
#include "witness.h"
#include <string.h>

/* Places seen by searches for one query from which on it pays to find out which ones are relevant.
 */
#define MANY_PLACES 10000

/* What is left of the confidence if a constant argument rules out the cheapest way … */
#define CONTRADICTED 0.3

/* … or if a flag that says "not held" keeps the lock from being taken again. */
#define OTHER_MODE 0.3
/* … and if nobody is known to have the lock that a wait is for while others run. */
#define UNCONTENDED 0.5

/* A place as one search sees it. */
typedef struct Visit {
    QlPlace place;
    guint cost;
    guint doubt;  /* from the holder on … */
    guint before; /* … and before it */
    gboolean settled;
    struct Visit *from; /* NULL: the holder */
    const QlSite *site; /* call in from (or in the holder) that leads here */
    guint arrivals;     /* 1 + index of the last call found that leads here; 0: none */
} Visit;

/* A call that leads to a visited place: a candidate for the last hop. */
typedef struct Arrival {
    Visit *from;
    const QlSite *site;
    guint next; /* 1 + index of another one that leads to the same place; 0: none */
} Arrival;

typedef struct Search {
    const QlEngine *engine;
    const QlQuery *query;
    QlFocus *focus;
    const guint8 *leads;      /* see ql_engine_leads() */
    const QlFunction *holder; /* NULL: the thread itself */
    QlPlaceTable *visits;     /* Visit*; NULL: not visited */
    guint n_visits;           /* of all groups so far */
    QlRelevant *relevant;     /* NULL: not known */
    GPtrArray *visited;       /* Visit*: all of them; owned */
    GPtrArray *order;         /* Visit*, as settled */
    GArray *arrivals;         /* Arrival */
    QlCostQueue *queue;
    GPtrArray *violations;
    GHashTable *known; /* GBytes, what tells violations apart -> QlViolation* */
} Search;

/* One way to a violation. */
typedef struct Candidate {
    const Visit *last;   /* place where it happens */
    const Arrival *into; /* last hop, or NULL if it is the holder itself */
    const QlSite *site;  /* what is forbidden */
    guint cost;
    guint doubt;
    gboolean free; /* it is a wait for what nobody has, for all that is known */
} Candidate;

static Visit *visit_of(Search *search, const QlContext *context, guint depth)
{
    gpointer *slot = ql_place_table_slot(search->visits, context, depth);
    if (!*slot) {
        Visit *visit = g_new0(Visit, 1);
        visit->place = ql_focus_place(search->focus, context, depth);
        visit->cost = G_MAXUINT;
        g_ptr_array_add(search->visited, visit);
        *slot = visit;
    }
    return *slot;
}

static void arrive(Search *search, Visit *from, const QlSite *site)
{
    if (!search->leads[site->edge->callee->index]) {
        return;
    }
    const QlContext *callee =
        ql_contexts_callee(search->engine->contexts, from->place.context, site);
    guint doubt = from->doubt + ql_hop_doubt(site->edge);
    if (!callee || doubt > search->query->max_doubt || from->before + doubt > QL_MAX_DOUBT) {
        return;
    }
    guint depth = ql_query_depth(&from->place, site);
    if (search->relevant && !ql_relevant_has(search->relevant, callee, depth)) {
        return;
    }
    Visit *visit = visit_of(search, callee, depth);
    Arrival arrival = {from, site, visit->arrivals};
    g_array_append_val(search->arrivals, arrival);
    visit->arrivals = search->arrivals->len;
    guint cost = from->cost + ql_hop_cost(site->edge);
    if (cost < visit->cost) {
        visit->cost = cost;
        visit->doubt = doubt;
        visit->before = from->before;
        visit->from = from;
        visit->site = site;
        ql_cost_queue_push(search->queue, cost, visit);
    }
}

static void settle(Search *search, Visit *visit)
{
    visit->settled = TRUE;
    g_ptr_array_add(search->order, visit);
    const GArray *sites = visit->place.sites;
    for (guint i = 0; i < sites->len; i++) {
        const QlSite *site = &g_array_index(sites, QlSite, i);
        if (ql_query_follows(search->engine, search->query, &visit->place, site)) {
            arrive(search, visit, site);
        }
    }
}

static void search_from(Search *search, const GPtrArray *holders)
{
    for (guint i = 0; i < holders->len; i++) {
        const QlContext *context = holders->pdata[i];
        Visit *visit = visit_of(search, context, 0);
        visit->cost = context->cost;
        visit->before = context->doubt;
        ql_cost_queue_push(search->queue, visit->cost, visit);
    }
    for (Visit *next; (next = ql_cost_queue_pop(search->queue));) {
        if (!next->settled) {
            settle(search, next);
        }
    }
}

static const QlFunction *function_of(const Visit *visit)
{
    return visit->place.context->function;
}

static int compare_candidates(gconstpointer a, gconstpointer b)
{
    const Candidate *x = a;
    const Candidate *y = b;
    if (x->cost != y->cost) {
        return x->cost < y->cost ? -1 : 1;
    }
    guint i = x->into ? function_of(x->into->from)->index : 0;
    guint k = y->into ? function_of(y->into->from)->index : 0;
    return i < k ? -1 : i > k;
}

static QlPath *build_path(const Search *search, const Candidate *candidate)
{
    QlPath *path = ql_path_new(search->engine, search->query->focus);
    const Visit *visit = candidate->into ? candidate->into->from : candidate->last;
    g_autoptr(GPtrArray) chain = g_ptr_array_new();
    for (const Visit *v = visit; v->from; v = v->from) {
        g_ptr_array_insert(chain, 0, (gpointer)v);
    }
    const Visit *holder = chain->len ? ((const Visit *)chain->pdata[0])->from : visit;
    ql_path_add_root(path, holder->place.context);
    for (guint i = 0; i < chain->len; i++) {
        const Visit *v = chain->pdata[i];
        ql_path_add_call(path, &v->from->place, v->site);
    }
    if (candidate->into) {
        ql_path_add_call(path, &candidate->into->from->place, candidate->into->site);
    }
    ql_path_add_op(path, &candidate->last->place, candidate->site, QL_STEP_VIOLATION);
    return path;
}

static void add_hop(GArray *hops, const QlContext *context, const QlSite *site)
{
    const QlHop hop = {context->function, site->event, site->edge};
    g_array_append_val(hops, hop);
}

/* From the root of @context down to it, without what happens in it. */
static void add_context_hops(GArray *hops, const QlContext *context)
{
    if (context->parent) {
        add_context_hops(hops, context->parent);
        add_hop(hops, context->parent, context->site);
    }
}

static void add_visit_hops(GArray *hops, const Visit *visit)
{
    if (visit->from) {
        add_visit_hops(hops, visit->from);
        add_hop(hops, visit->from->place.context, visit->site);
    } else {
        add_context_hops(hops, visit->place.context);
    }
}

/* Whether no constant argument contradicts the way of @candidate. */
static gboolean is_feasible(const Candidate *candidate)
{
    g_autoptr(GArray) hops = g_array_new(FALSE, FALSE, sizeof(QlHop));
    const Visit *last = candidate->into ? candidate->into->from : candidate->last;
    add_visit_hops(hops, last);
    if (candidate->into) {
        add_hop(hops, last->place.context, candidate->into->site);
    }
    add_hop(hops, candidate->last->place.context, candidate->site);
    return ql_path_is_feasible(hops);
}

/* The calls from the holder down to where @candidate happens. */
static GPtrArray *edges_of(const Candidate *candidate, const Visit **holder)
{
    GPtrArray *edges = g_ptr_array_new();
    const Visit *visit = candidate->last;
    if (candidate->into) {
        g_ptr_array_add(edges, (gpointer)candidate->into->site->edge);
        visit = candidate->into->from;
    }
    for (; visit->from; visit = visit->from) {
        g_ptr_array_insert(edges, 0, (gpointer)visit->site->edge);
    }
    *holder = visit;
    return edges;
}

/* What the holder does first of all that leads to @candidate. */
static const QlSite *first_site(const Candidate *candidate, const Visit *holder)
{
    const Visit *visit = candidate->last;
    const QlSite *site = candidate->site;
    if (visit != holder) {
        site = candidate->into->site;
        visit = candidate->into->from;
    }
    for (; visit != holder; visit = visit->from) {
        site = visit->site;
    }
    return site;
}

static QlViolation *violation_of(Search *search, const Candidate *candidate)
{
    const QlFunction *violator = function_of(candidate->last);
    const QlFunction *holder = search->holder ? search->holder : violator;
    guint64 key[2] = {((guint64)holder->index << 32) + violator->index,
                      ((guint64)candidate->site->lock_class << 32) +
                          (search->query->focus >= 0 ? 0 : candidate->last->place.context->thread)};
    g_autoptr(GBytes) bytes = g_bytes_new(key, sizeof key);
    QlViolation *violation = g_hash_table_lookup(search->known, bytes);
    if (violation) {
        return violation;
    }
    violation = g_new0(QlViolation, 1);
    g_hash_table_insert(search->known, g_bytes_ref(bytes), violation);
    violation->holder = holder;
    violation->violator = violator;
    violation->thread = candidate->last->place.context->thread;
    violation->lock_class = candidate->site->lock_class;
    violation->doubt = candidate->doubt;
    const Visit *start;
    g_ptr_array_unref(edges_of(candidate, &start));
    violation->first = first_site(candidate, start)->event;
    violation->lockset = ql_place_lockset(&candidate->last->place, candidate->site);
    violation->witnesses = g_ptr_array_new_with_free_func((GDestroyNotify)ql_witness_free);
    violation->confidences = g_array_new(FALSE, FALSE, sizeof(double));
    violation->objects = g_array_new(FALSE, FALSE, sizeof(guint8));
    g_ptr_array_add(search->violations, violation);
    return violation;
}

/* The operation inside the callee of @event that takes @lock_class; the call is added to @edges. */
static const QlOp *taken_by_callee(const QlLockClasses *classes, const QlPlace *place,
                                   const QlSite *taken, GPtrArray *edges)
{
    for (guint i = 0; i < place->sites->len; i++) {
        const QlSite *site = &g_array_index(place->sites, QlSite, i);
        if (!site->edge || site->event != taken->event) {
            continue;
        }
        const GArray *events = site->edge->callee->def->flow->events;
        for (guint k = 0; k < events->len; k++) {
            const QlOp *op = ql_lock_classes_op(classes, &g_array_index(events, QlEvent, k));
            if (op && op->kind == QL_OP_ACQUIRE && op->lock == taken->lock_class) {
                g_ptr_array_add(edges, (gpointer)site->edge);
                return op;
            }
        }
    }
    return NULL;
}

/* Whether what @holder took at @taken is what @candidate takes. */
static QlSameObject compare_taken(const Search *search, const Visit *holder, const QlSite *taken,
                                  const Candidate *candidate, const GPtrArray *edges)
{
    const QlLockClasses *classes = search->engine->classes;
    g_autoptr(GPtrArray) inside = g_ptr_array_new();
    const QlOp *first = taken->by_callee ? taken_by_callee(classes, &holder->place, taken, inside)
                                         : ql_lock_classes_op(classes, taken->event);
    const QlOp *second = ql_lock_classes_op(classes, candidate->site->event);
    if (!first || !first->object || !second->object) {
        return QL_OBJECT_UNKNOWN;
    }
    const QlCallEdge *into = inside->len ? inside->pdata[0] : NULL;
    const QlObjectUse one = {into ? into->callee : function_of(holder), first->object, inside};
    const QlObjectUse other = {function_of(candidate->last), second->object, edges};
    return ql_same_object(&one, &other);
}

/* How deep @lock_class is held in @lockset, tracked or followed. */
static guint depth_in(const Search *search, QlLockset lockset, int lock_class)
{
    return search->query->focus == lock_class
               ? ql_lockset_depth(lockset, QL_FOCUS_POSITION)
               : ql_tracked_depth(&search->engine->tracked, lockset, lock_class);
}

static QlSameObject compare_objects(const Search *search, const Candidate *candidate)
{
    const Visit *holder;
    int lock_class = candidate->site->lock_class;
    g_autoptr(GPtrArray) edges = edges_of(candidate, &holder);
    const QlSite *taken =
        ql_place_last_change(&holder->place, lock_class, TRUE, first_site(candidate, holder));
    /* A holder that is entered with the lock takes it before it takes anything. */
    gboolean at_entry = depth_in(search, ql_place_entry(&holder->place), lock_class) > 0;
    if (!edges->len && !at_entry && (!taken || taken->event == candidate->site->event)) {
        return QL_OBJECT_DIFFERENT; /* a loop over several objects */
    }
    if (ql_lock_classes_get(search->engine->classes, (guint)lock_class)->named) {
        return QL_OBJECT_SAME;
    }
    return taken ? compare_taken(search, holder, taken, candidate, edges) : QL_OBJECT_UNKNOWN;
}

/* ---- modes: "if (flag) lock(); … if (flag) unlock();" ---- */

/* Whether this search gets to @edge with the followed lock. */
static gboolean is_arrived_by(const Search *search, const QlCallEdge *edge)
{
    for (guint i = 0; i < search->arrivals->len; i++) {
        const Arrival *arrival = &g_array_index(search->arrivals, Arrival, i);
        if (arrival->site->edge == edge) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether @context, entered without the followed lock, makes call @edge without it. */
static gboolean calls_without(const Search *search, const QlContext *context,
                              const QlCallEdge *edge)
{
    QlPlace place = ql_focus_place(search->focus, context, 0);
    for (guint i = 0; i < place.sites->len; i++) {
        const QlSite *site = &g_array_index(place.sites, QlSite, i);
        QlLockset lockset = ql_place_lockset(&place, site);
        if (site->edge == edge && !ql_lockset_depth(lockset, QL_FOCUS_POSITION)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether some call of @function is made without the followed lock, as far as this search knows. */
static gboolean is_called_without(const Search *search, const QlFunction *function)
{
    for (guint i = 0; i < function->callers->len; i++) {
        const QlCallEdge *edge = function->callers->pdata[i];
        const GPtrArray *callers = ql_contexts_of(search->engine->contexts, edge->caller);
        for (guint k = 0; callers && k < callers->len; k++) {
            if (calls_without(search, callers->pdata[k], edge) && !is_arrived_by(search, edge)) {
                return TRUE;
            }
        }
    }
    return FALSE;
}

static gboolean is_entered_without(const Search *search, const QlFunction *function, int lock_class)
{
    if (search->query->focus == lock_class) {
        return is_called_without(search, function);
    }
    const GPtrArray *contexts = ql_contexts_of(search->engine->contexts, function);
    for (guint i = 0; contexts && i < contexts->len; i++) {
        const QlContext *context = contexts->pdata[i];
        if (!ql_tracked_depth(&search->engine->tracked, context->lockset, lock_class)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether @place, entered with the lock, takes it at @event in a mode for callers without. */
static gboolean takes_in_mode(const Search *search, const QlPlace *place, const QlEvent *event,
                              int lock_class)
{
    g_autoptr(GPtrArray) releases = g_ptr_array_new();
    for (guint i = 0; i < place->sites->len; i++) {
        const QlSite *site = &g_array_index(place->sites, QlSite, i);
        if (!site->edge && site->op == QL_OP_RELEASE && site->lock_class == lock_class) {
            g_ptr_array_add(releases, (gpointer)site->event);
        }
    }
    return depth_in(search, ql_place_entry(place), lock_class) &&
           ql_mode_flag_guards(place->context->function, event, releases) &&
           is_entered_without(search, place->context->function, lock_class);
}

static gboolean is_taken_at(const QlPlace *place, const QlEvent *event, int lock_class)
{
    for (guint i = 0; i < place->sites->len; i++) {
        const QlSite *site = &g_array_index(place->sites, QlSite, i);
        if (site->event == event && site->by_callee && site->op == QL_OP_ACQUIRE &&
            site->lock_class == lock_class) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether the violator, or who calls it to get the lock, takes it in a mode that is not this one.
 */
static gboolean is_other_mode(const Search *search, const Candidate *candidate)
{
    int lock_class = candidate->site->lock_class;
    const Visit *visit = candidate->last;
    const QlEvent *event = candidate->site->event;
    const Visit *from = candidate->into ? candidate->into->from : NULL;
    const QlSite *call = candidate->into ? candidate->into->site : NULL;
    while (!takes_in_mode(search, &visit->place, event, lock_class)) {
        if (!from || !is_taken_at(&from->place, call->event, lock_class)) {
            return FALSE;
        }
        visit = from;
        event = call->event;
        from = visit->from;
        call = visit->site;
    }
    return TRUE;
}

static void add_witness(Search *search, const Candidate *candidate)
{
    QlViolation *violation = violation_of(search, candidate);
    if (violation->witnesses->len >= search->query->max_witnesses) {
        return;
    }
    QlPath *path = build_path(search, candidate);
    double confidence = ql_path_confidence(path);
    confidence *= is_feasible(candidate) ? 1 : CONTRADICTED;
    confidence *= candidate->free ? UNCONTENDED : 1;
    ql_path_add_inside(path, search->engine, search->focus, &candidate->last->place,
                       candidate->site, search->query->forbidden);
    if (search->query->compare_objects) {
        guint8 same = (guint8)compare_objects(search, candidate);
        g_array_append_val(violation->objects, same);
        confidence *= is_other_mode(search, candidate) ? OTHER_MODE : 1;
    }
    g_array_append_val(violation->confidences, confidence);
    g_ptr_array_add(violation->witnesses, ql_path_finish(path));
}

static gboolean is_better(const Candidate *a, const Candidate *b)
{
    return a->free != b->free ? b->free : a->cost < b->cost;
}

/* The best arrival for each function that calls the violating one. */
static void add_candidate(GArray *candidates, Candidate candidate)
{
    for (guint i = 0; candidate.into && i < candidates->len; i++) {
        Candidate *other = &g_array_index(candidates, Candidate, i);
        if (other->into && other->site->lock_class == candidate.site->lock_class &&
            function_of(other->last) == function_of(candidate.last) &&
            function_of(other->into->from) == function_of(candidate.into->from)) {
            if (is_better(&candidate, other)) {
                *other = candidate;
            }
            return;
        }
    }
    g_array_append_val(candidates, candidate);
}

static void collect_arrivals(const Search *search, const Visit *visit, const QlSite *site,
                             gboolean free, GArray *candidates)
{
    for (guint i = visit->arrivals; i;) {
        const Arrival *arrival = &g_array_index(search->arrivals, Arrival, i - 1);
        guint cost = arrival->from->cost + ql_hop_cost(arrival->site->edge);
        guint doubt = arrival->from->doubt + ql_hop_doubt(arrival->site->edge);
        add_candidate(candidates, (Candidate){visit, arrival, site, cost, doubt, free});
        i = arrival->next;
    }
}

static gboolean is_free(const Search *search, const Visit *visit, const QlSite *site)
{
    return !search->query->any_wait && ql_wait_is_free(search->engine, function_of(visit), site);
}

static void collect_violations(Search *search)
{
    g_autoptr(GArray) candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
    for (guint i = 0; i < search->order->len; i++) {
        const Visit *visit = search->order->pdata[i];
        for (guint k = 0; k < visit->place.sites->len; k++) {
            const QlSite *site = &g_array_index(visit->place.sites, QlSite, k);
            if (!ql_query_is_forbidden(search->engine, search->query, &visit->place, site)) {
                continue;
            }
            gboolean free = is_free(search, visit, site);
            if (visit->from) {
                collect_arrivals(search, visit, site, free, candidates);
            } else {
                add_candidate(candidates,
                              (Candidate){visit, NULL, site, visit->cost, visit->doubt, free});
            }
        }
    }
    g_array_sort(candidates, compare_candidates);
    for (guint i = 0; i < candidates->len; i++) {
        add_witness(search, &g_array_index(candidates, Candidate, i));
    }
}

/* Whether all that runs on the thread starts with the locks that @query asks for. */
static gboolean is_inherent(const QlEngine *engine, const QlQuery *query, const QlRoot *root)
{
    for (guint i = 0; i < query->holding.n; i++) {
        const QlLockClass *info =
            ql_lock_classes_get(engine->classes, (guint)query->holding.classes[i]);
        if (!root->holds || !g_strv_contains((const char *const *)root->holds, info->name)) {
            return FALSE;
        }
    }
    return query->focus < 0 && query->twice.n == 0 && query->holding.n > 0;
}

/* A function that starts with the locks, or takes them itself. */
typedef struct Holder {
    const QlContext *context;
    const QlFunction *function; /* NULL: the thread itself */
} Holder;

static gboolean takes_locks(const QlEngine *engine, const QlQuery *query, const QlPlace *place)
{
    for (guint i = 0; i < place->sites->len; i++) {
        const QlSite *site = &g_array_index(place->sites, QlSite, i);
        if (!site->by_callee && ql_query_is_held(engine, query, ql_place_lockset(place, site))) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether the class that a holder has to take is held at the entry of @context already. */
static gboolean has_taken(const QlEngine *engine, const QlQuery *query, const QlContext *context)
{
    return query->taken >= 0 &&
           ql_tracked_depth(&engine->tracked, context->lockset, query->taken) > 0;
}

/* Takes the locks itself, or starts with them: as a root, or by what a direct callback holds. */
static gboolean is_holder(const QlEngine *engine, const QlQuery *query, QlFocus *focus,
                          const QlContext *context)
{
    if (has_taken(engine, query, context)) {
        return FALSE;
    }
    if (ql_query_is_held(engine, query, context->lockset)) {
        return !context->parent || !ql_query_is_held(engine, query, context->site->lockset);
    }
    QlPlace place = ql_focus_place(focus, context, 0);
    return takes_locks(engine, query, &place);
}

static gboolean thread_wanted(const QlQuery *query, guint thread)
{
    for (guint i = 0; query->threads && i < query->threads->len; i++) {
        if (g_array_index(query->threads, guint, i) == thread) {
            return TRUE;
        }
    }
    return !query->threads || query->threads->len == 0;
}

/* Which thread it is does not matter to a lock that any thread may take. */
static gboolean same_group(const QlQuery *query, const Holder *a, const Holder *b)
{
    return a->function == b->function &&
           (query->focus >= 0 || a->context->thread == b->context->thread);
}

static int compare_holders(gconstpointer a, gconstpointer b)
{
    const Holder *x = a;
    const Holder *y = b;
    if (x->context->thread != y->context->thread) {
        return x->context->thread < y->context->thread ? -1 : 1;
    }
    if (!x->function != !y->function) {
        return x->function ? 1 : -1;
    }
    if (x->context->function != y->context->function) {
        return x->context->function->index < y->context->function->index ? -1 : 1;
    }
    return (x->context->lockset > y->context->lockset) -
           (x->context->lockset < y->context->lockset);
}

static int compare_functions(gconstpointer a, gconstpointer b)
{
    const Holder *x = a;
    const Holder *y = b;
    if (x->context->function != y->context->function) {
        return x->context->function->index < y->context->function->index ? -1 : 1;
    }
    return compare_holders(a, b);
}

static void add_holder(const QlEngine *engine, const QlQuery *query, QlFocus *focus,
                       const QlContext *context, GArray *holders)
{
    if (!thread_wanted(query, context->thread)) {
        return;
    }
    gboolean inherent = !context->parent && is_inherent(engine, query, context->root);
    if ((!query->holder || inherent || query->holder == context->function) &&
        is_holder(engine, query, focus, context)) {
        Holder holder = {context, inherent ? NULL : context->function};
        g_array_append_val(holders, holder);
    }
}

static void add_holders(const QlEngine *engine, const QlQuery *query, QlFocus *focus,
                        const GPtrArray *contexts, GArray *holders)
{
    for (guint i = 0; contexts && i < contexts->len; i++) {
        add_holder(engine, query, focus, contexts->pdata[i], holders);
    }
}

static GArray *find_holders(const QlEngine *engine, const QlQuery *query, QlFocus *focus)
{
    GArray *holders = g_array_new(FALSE, FALSE, sizeof(Holder));
    if (query->focus < 0) {
        add_holders(engine, query, focus, ql_contexts_all(engine->contexts), holders);
        g_array_sort(holders, compare_holders);
        return holders;
    }
    const GPtrArray *touching = ql_contexts_touching(engine->contexts, query->focus);
    for (guint i = 0; touching && i < touching->len; i++) {
        add_holders(engine, query, focus, ql_contexts_of(engine->contexts, touching->pdata[i]),
                    holders);
    }
    g_array_sort(holders, compare_functions);
    return holders;
}

/* Empties the slots of what was visited, for the next group. */
static void forget_visits(Search *search)
{
    for (guint i = 0; i < search->visited->len; i++) {
        const Visit *visit = search->visited->pdata[i];
        *ql_place_table_slot(search->visits, visit->place.context, visit->place.depth) = NULL;
    }
}

static void search_group(Search *search, const Holder *first, const GPtrArray *group)
{
    search->holder = first->function;
    search->visited = g_ptr_array_new_with_free_func(g_free);
    search->order = g_ptr_array_new();
    search->arrivals = g_array_new(FALSE, FALSE, sizeof(Arrival));
    search->queue = ql_cost_queue_new();
    search_from(search, group);
    collect_violations(search);
    ql_cost_queue_free(search->queue);
    g_array_unref(search->arrivals);
    g_ptr_array_unref(search->order);
    search->n_visits += search->visited->len;
    forget_visits(search);
    g_ptr_array_unref(search->visited);
}

static void find_relevant(Search *search, const GArray *holders)
{
    g_autoptr(GPtrArray) contexts = g_ptr_array_new();
    for (guint i = 0; i < holders->len; i++) {
        g_ptr_array_add(contexts, (gpointer)g_array_index(holders, Holder, i).context);
    }
    search->relevant =
        ql_relevant_new(search->engine, search->query, search->focus, search->leads, contexts);
}

static void search_groups(Search *search, const GArray *holders)
{
    for (guint start = 0; start < holders->len;) {
        g_autoptr(GPtrArray) group = g_ptr_array_new();
        const Holder *first = &g_array_index(holders, Holder, start);
        guint end = start;
        for (; end < holders->len &&
               same_group(search->query, first, &g_array_index(holders, Holder, end));
             end++) {
            g_ptr_array_add(group, (gpointer)g_array_index(holders, Holder, end).context);
        }
        if (!search->relevant && search->n_visits > MANY_PLACES) {
            find_relevant(search, holders);
        }
        search_group(search, first, group);
        start = end;
    }
}

GPtrArray *ql_engine_search(const QlEngine *engine, const QlQuery *query)
{
    g_autofree guint8 *found = query->leads ? NULL : ql_engine_leads(engine, query->forbidden);
    Search search = {
        .engine = engine, .query = query, .leads = query->leads ? query->leads : found};
    search.focus = ql_focus_new(engine->contexts, query->focus);
    g_autoptr(GArray) holders = find_holders(engine, query, search.focus);
    search.violations = g_ptr_array_new_with_free_func((GDestroyNotify)ql_violation_free);
    search.known =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    search.visits = ql_place_table_new(ql_contexts_all(engine->contexts)->len);
    search_groups(&search, holders);
    ql_place_table_free(search.visits);
    ql_relevant_free(search.relevant);
    g_hash_table_destroy(search.known);
    ql_focus_free(search.focus);
    return search.violations;
}

void ql_violation_free(QlViolation *violation)
{
    if (!violation) {
        return;
    }
    g_ptr_array_unref(violation->witnesses);
    g_array_unref(violation->confidences);
    g_array_unref(violation->objects);
    g_free(violation);
}
