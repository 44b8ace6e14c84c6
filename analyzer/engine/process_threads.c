/* SPDX-License-Identifier: Apache-2.0 */
/* Which threads exist at a fork: those that something before it created, and nobody waited for. */
#include "process_private.h"
#include <string.h>

/* Functions this deep are looked into for the end of a thread. */
#define MAX_JOIN_DEPTH 4

/* Wrappers of a function that creates threads, one in another. */
#define MAX_WRAPPERS 4

/* ---- waiting for a thread's end ---- */

/* A thread as one function names it, and for others to recognise. */
typedef struct Handle {
    const QlProcess *process;
    const QlFunction *function;
    GArray *refs;  /* QlExprRef of function: what may name it */
    GArray *names; /* the same as QlExpr of fields and globals, which every function can see */
} Handle;

/* What &x, x and x[i] are about: one of an array stands for all. */
static QlExprRef object_of(const QlFlow *flow, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    while (expr->kind == QL_EXPR_ADDR || expr->kind == QL_EXPR_INDEX) {
        ref = expr->a;
        expr = ql_flow_expr(flow, ref);
    }
    return ref;
}

static void add_ref(Handle *handle, QlExprRef ref)
{
    const QlFlow *flow = handle->function->def->flow;
    QlExprRef object = object_of(flow, ref);
    const QlExpr expr = *ql_flow_expr(flow, object);
    if (expr.kind == QL_EXPR_LOCAL || expr.kind == QL_EXPR_PARAM) {
        g_array_append_val(handle->refs, object);
    }
    if (expr.kind == QL_EXPR_FIELD || expr.kind == QL_EXPR_GLOBAL) {
        g_array_append_val(handle->names, expr);
    }
}

/* What the call that creates a thread may keep it in: an argument, or where its result goes. */
static void find_refs(Handle *handle, const QlEvent *call)
{
    const QlFlow *flow = handle->function->def->flow;
    for (guint i = 0; i < call->n_args; i++) {
        add_ref(handle, ql_flow_arg(flow, call, i));
    }
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        const QlExpr *value = ql_flow_expr(flow, event->value);
        if (event->kind == QL_EVENT_ASSIGN && value->kind == QL_EXPR_CALL &&
            value->value == call->id) {
            add_ref(handle, event->target);
        }
    }
}

static gboolean same_object(const QlExpr *a, const QlExpr *b)
{
    return a->kind == b->kind && a->name == b->name &&
           (a->kind == QL_EXPR_GLOBAL || a->record == b->record);
}

static gboolean names_it(const Handle *handle, const QlFunction *function, QlExprRef ref)
{
    const QlFlow *flow = function->def->flow;
    ref = object_of(flow, ref);
    for (guint i = 0; function == handle->function && i < handle->refs->len; i++) {
        if (g_array_index(handle->refs, QlExprRef, i) == ref) {
            return TRUE;
        }
    }
    const QlExpr *expr = ql_flow_expr(flow, ref);
    for (guint i = 0; i < handle->names->len; i++) {
        if (same_object(&g_array_index(handle->names, QlExpr, i), expr)) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean joins(const Handle *handle, const QlFunction *function, const QlEvent *event)
{
    return ql_process_is_op(handle->process, function, event, QL_FORK_JOIN) &&
           names_it(handle, function, ql_flow_arg(function->def->flow, event, 0));
}

/* Whether @function waits for the thread's end on some way, @depth levels deep. */
static gboolean waits_inside(const Handle *handle, const QlFunction *function, guint depth)
{
    const QlFlow *flow = function->def->flow;
    for (guint i = 0; i < flow->events->len; i++) {
        if (joins(handle, function, &g_array_index(flow->events, QlEvent, i))) {
            return TRUE;
        }
    }
    for (guint i = 0; depth && i < function->calls->len; i++) {
        const QlCallEdge *edge = function->calls->pdata[i];
        if (edge->kind == QL_HOP_DIRECT && waits_inside(handle, edge->callee, depth - 1)) {
            return TRUE;
        }
    }
    return FALSE;
}

typedef struct JoinTest {
    const Handle *handle;
    const QlFunction *function;
} JoinTest;

static gboolean is_join(const QlEvent *event, gpointer user)
{
    const JoinTest *test = user;
    if (event->kind != QL_EVENT_CALL) {
        return FALSE;
    }
    if (joins(test->handle, test->function, event)) {
        return TRUE;
    }
    for (guint i = 0; test->handle->names->len && i < test->function->calls->len; i++) {
        const QlCallEdge *edge = test->function->calls->pdata[i];
        if (edge->event == event && edge->kind == QL_HOP_DIRECT &&
            waits_inside(test->handle, edge->callee, MAX_JOIN_DEPTH)) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean joined_in(const Handle *handle, const QlHop *hop, const QlEvent *until)
{
    JoinTest test = {handle, hop->function};
    return ql_flow_all_pass(hop->function->def->flow, hop->event, until, is_join, &test);
}

gboolean ql_process_joined(const QlProcess *process, const QlThreadCreation *creation,
                           const GArray *way, guint first, const QlEvent *until)
{
    Handle handle = {.process = process, .function = creation->site};
    handle.refs = g_array_new(FALSE, FALSE, sizeof(QlExprRef));
    handle.names = g_array_new(FALSE, FALSE, sizeof(QlExpr));
    find_refs(&handle, creation->event);
    gboolean joined = FALSE;
    for (guint i = way->len; !joined && i-- > first;) {
        joined = joined_in(&handle, &g_array_index(way, QlHop, i), i == first ? until : NULL);
    }
    g_array_unref(handle.refs);
    g_array_unref(handle.names);
    return joined;
}

/* ---- the threads ---- */

typedef struct Search {
    const QlProcess *process;
    GHashTable *found; /* QlFunction*, an entry -> QlForkThread*, the one with the shortest way */
} Search;

static void thread_free(gpointer data)
{
    QlForkThread *thread = data;
    g_array_unref(thread->way);
    g_free(thread);
}

static guint way_cost(const GArray *way)
{
    guint cost = 0;
    for (guint i = 0; i < way->len; i++) {
        const QlCallEdge *edge = g_array_index(way, QlHop, i).edge;
        cost += edge ? ql_hop_cost(edge) : 10;
    }
    return cost;
}

/* Takes over @way, to which the creation is added. */
static void add_found(Search *search, const QlThreadCreation *creation, const QlRoot *root,
                      GArray *way)
{
    for (guint i = 0; i < creation->entries->len; i++) {
        const QlFunction *entry = creation->entries->pdata[i];
        const QlForkThread *known = g_hash_table_lookup(search->found, entry);
        if (known && way_cost(known->way) <= way_cost(way)) {
            continue;
        }
        QlForkThread *thread = g_new0(QlForkThread, 1);
        thread->creation = creation;
        thread->entry = entry;
        thread->root = root;
        thread->way = g_array_copy(way);
        g_hash_table_replace(search->found, (gpointer)entry, thread);
    }
    g_array_unref(way);
}

/* What @site hands its callers' entry to, to create the thread; NULL: it does no such thing. */
static const QlEvent *handed_on(const QlProgram *program, const QlFunction *site)
{
    for (guint i = 0; i < program->creations->len; i++) {
        const QlThreadCreation *creation = program->creations->pdata[i];
        if (creation->site == site && creation->parameter >= 0 && !creation->inner) {
            return creation->event;
        }
    }
    return NULL;
}

/* The wrapper that the last hop of @way calls, which goes into it; FALSE: it calls none. */
static gboolean enter_wrapper(const QlProgram *program, GArray *way)
{
    QlHop *last = &g_array_index(way, QlHop, way->len - 1);
    for (guint i = 0; i < last->function->calls->len; i++) {
        const QlCallEdge *edge = last->function->calls->pdata[i];
        const QlEvent *event = edge->event == last->event && edge->kind == QL_HOP_DIRECT
                                   ? handed_on(program, edge->callee)
                                   : NULL;
        if (event) {
            const QlHop inside = {edge->callee, event, NULL};
            last->edge = edge;
            g_array_append_val(way, inside);
            return TRUE;
        }
    }
    return FALSE;
}

/* The way to @creation behind the @shared first hops of @base (NULL: none) and what is @reached. */
static GArray *way_to(const QlProgram *program, const QlThreadCreation *creation,
                      const GArray *base, guint shared, const QlReached *reached)
{
    GArray *way = g_array_new(FALSE, FALSE, sizeof(QlHop));
    const QlHop last = {creation->site, creation->event, NULL};
    if (base) {
        g_array_append_vals(way, base->data, shared);
    }
    g_autoptr(GArray) rest = ql_process_way(reached);
    g_array_append_vals(way, rest->data, rest->len);
    g_array_append_val(way, last);
    for (guint i = 0; i < MAX_WRAPPERS && enter_wrapper(program, way); i++) {
    }
    return way;
}

static void try_constructors(Search *search, const QlThreadCreation *creation)
{
    const QlProcess *process = search->process;
    const QlReached *reached = ql_reach_get(process->from_constructors, creation->site);
    if (!reached || !ql_process_returns_behind(process, creation->site, creation->event)) {
        return;
    }
    GArray *way = way_to(process->program, creation, NULL, 0, reached);
    if (ql_process_joined(process, creation, way, 0, NULL)) {
        g_array_unref(way);
        return;
    }
    add_found(search, creation, process->program->roots->pdata[reached->origin], way);
}

/* The function of hop @i itself creates the thread before it goes on. */
static void try_hop(Search *search, const QlThreadCreation *creation, const QlFork *fork, guint i)
{
    const QlHop *hop = &g_array_index(fork->way, QlHop, i);
    if (hop->function != creation->site || !ql_hop_follows(hop, creation->event)) {
        return;
    }
    GArray *way = way_to(search->process->program, creation, fork->way, i, NULL);
    if (ql_process_joined(search->process, creation, way, i, hop->event)) {
        g_array_unref(way);
        return;
    }
    add_found(search, creation, fork->root, way);
}

/* Something that a function on the way calls before it goes on creates the thread. */
static void try_before(Search *search, const QlThreadCreation *creation, const QlFork *fork,
                       QlReach *before)
{
    const QlProcess *process = search->process;
    const QlReached *reached = ql_reach_get(before, creation->site);
    if (!reached || !ql_process_returns_behind(process, creation->site, creation->event)) {
        return;
    }
    gboolean earlier = reached->origin == G_MAXUINT; /* main, long before */
    guint hop = earlier ? 0 : reached->origin;
    const QlEvent *until = earlier ? NULL : g_array_index(fork->way, QlHop, hop).event;
    GArray *way = way_to(process->program, creation, fork->way, hop, reached);
    if (ql_process_joined(process, creation, way, hop, until)) {
        g_array_unref(way);
        return;
    }
    add_found(search, creation, earlier ? process->main : fork->root, way);
}

static void start_before(const QlProcess *process, QlReach *reach, const QlHop *hop, guint cost,
                         guint origin)
{
    g_autoptr(QlFlowOrder) order = ql_flow_before(hop->function->def->flow, hop->event);
    for (guint i = 0; i < hop->function->calls->len; i++) {
        const QlCallEdge *edge = hop->function->calls->pdata[i];
        if (ql_flow_order_has(order, edge->event) && ql_process_runs_at_once(process, edge)) {
            ql_reach_start(reach, edge->callee, edge, cost, origin);
        }
    }
}

/* What is called, and has returned, before @fork; the origin is the hop whose function calls it. */
static QlReach *reach_before(const QlProcess *process, const QlFork *fork)
{
    const char *kind = fork->root ? fork->root->thread->kind : ql_process_kind(process);
    QlReach *reach = ql_reach_new(process->program, kind, ql_process_returns, (gpointer)process);
    guint cost = 0;
    for (guint i = 0; i < fork->way->len; i++) {
        const QlHop *hop = &g_array_index(fork->way, QlHop, i);
        start_before(process, reach, hop, cost, i);
        cost += hop->edge ? ql_hop_cost(hop->edge) : 0;
    }
    if (process->main && fork->root != process->main) {
        ql_reach_start(reach, process->main->function, NULL, 100, G_MAXUINT);
    }
    return reach;
}

static int compare_threads(gconstpointer a, gconstpointer b, gpointer program)
{
    const QlForkThread *x = *(QlForkThread *const *)a;
    const QlForkThread *y = *(QlForkThread *const *)b;
    return strcmp(ql_function_key(program, x->entry), ql_function_key(program, y->entry));
}

static GPtrArray *sorted(const QlProcess *process, GHashTable *found)
{
    GPtrArray *threads = g_ptr_array_new_with_free_func(thread_free);
    GHashTableIter iter;
    gpointer thread;
    g_hash_table_iter_init(&iter, found);
    while (g_hash_table_iter_next(&iter, NULL, &thread)) {
        g_ptr_array_add(threads, thread);
        g_hash_table_iter_steal(&iter);
    }
    g_ptr_array_sort_with_data(threads, compare_threads, process->program);
    return threads;
}

static gboolean counts(const QlThreadCreation *creation)
{
    return !creation->inner && !creation->forwards;
}

static GPtrArray *find_threads(const QlProcess *process, const QlFork *fork)
{
    const GPtrArray *creations = process->program->creations;
    g_autoptr(GHashTable) found = g_hash_table_new_full(NULL, NULL, NULL, thread_free);
    Search search = {process, found};
    g_autoptr(QlReach) before = fork->first ? NULL : reach_before(process, fork);
    for (guint i = 0; before && i < creations->len; i++) {
        const QlThreadCreation *creation = creations->pdata[i];
        if (counts(creation)) {
            try_constructors(&search, creation);
            try_before(&search, creation, fork, before);
        }
        for (guint k = 0; counts(creation) && k < fork->way->len; k++) {
            try_hop(&search, creation, fork, k);
        }
    }
    return sorted(process, found);
}

const GPtrArray *ql_process_threads(const QlProcess *process, const QlFork *fork)
{
    GPtrArray *threads = g_hash_table_lookup(process->threads, fork);
    if (!threads) {
        threads = find_threads(process, fork);
        g_hash_table_insert(process->threads, (gpointer)fork, threads);
    }
    return threads;
}

/* Whether the child makes call @i before it gets to @second. */
static gboolean precedes(const QlFork *fork, guint i, const QlFork *second)
{
    const QlChildCall *call = &g_array_index(fork->child, QlChildCall, i);
    const QlHop *here = &g_array_index(fork->way, QlHop, call->hop);
    const QlHop *hop = &g_array_index(second->way, QlHop, second->teller);
    return here->function != hop->function || ql_hop_follows(hop, call->event);
}

static void try_child_call(Search *search, const QlThreadCreation *creation, const QlFork *fork,
                           guint i)
{
    const QlChildCall *call = &g_array_index(fork->child, QlChildCall, i);
    const QlHop *hop = &g_array_index(fork->way, QlHop, call->hop);
    if (hop->function == creation->site && call->event == creation->event) {
        add_found(search, creation, fork->root,
                  way_to(search->process->program, creation, NULL, 0, NULL));
    }
}

GPtrArray *ql_process_child_threads(const QlProcess *process, const QlFork *fork,
                                    const QlFork *second)
{
    const GPtrArray *creations = process->program->creations;
    g_autoptr(GHashTable) found = g_hash_table_new_full(NULL, NULL, NULL, thread_free);
    Search search = {process, found};
    QlReach *child = ql_process_child(process, fork);
    for (guint i = 0; i < creations->len; i++) {
        const QlThreadCreation *creation = creations->pdata[i];
        const QlReached *reached = counts(creation) ? ql_reach_get(child, creation->site) : NULL;
        if (reached && precedes(fork, reached->origin, second) &&
            ql_process_returns_behind(process, creation->site, creation->event)) {
            add_found(&search, creation, fork->root,
                      way_to(process->program, creation, NULL, 0, reached));
        }
        for (guint k = 0; counts(creation) && k < fork->child->len; k++) {
            if (precedes(fork, k, second)) {
                try_child_call(&search, creation, fork, k);
            }
        }
    }
    return sorted(process, found);
}
