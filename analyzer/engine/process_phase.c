/* SPDX-License-Identifier: Apache-2.0 */
#include "process_private.h"
#include <string.h>

/* Deeper wrappers of a fork are not looked through. */
#define MAX_WRAPPERS 4

/* ---- calls with a meaning ---- */

static GHashTable *name_ops(const QlProgram *program, const QlAnnotations *annotations)
{
    GHashTable *ops = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < annotations->forks->len; i++) {
        const QlForkOp *op = annotations->forks->pdata[i];
        QlSym name = ql_strings_lookup(program->strings, op->function);
        if (name) {
            g_hash_table_insert(ops, GUINT_TO_POINTER(name), GUINT_TO_POINTER(op->kind + 1));
        }
    }
    return ops;
}

gboolean ql_process_is_op(const QlProcess *process, const QlFunction *function,
                          const QlEvent *event, QlForkKind kind)
{
    if (event->kind != QL_EVENT_CALL) {
        return FALSE;
    }
    QlSym name = ql_program_callee_name(process->program, function->def, event);
    gpointer op = name ? g_hash_table_lookup(process->ops, GUINT_TO_POINTER(name)) : NULL;
    return GPOINTER_TO_UINT(op) == (guint)kind + 1;
}

const QlEvent *ql_process_op(const QlProcess *process, const QlFunction *function, QlForkKind kind)
{
    const QlFlow *flow = function->def->flow;
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        if (ql_process_is_op(process, function, event, kind)) {
            return event;
        }
    }
    return NULL;
}

const QlThreadCreation *ql_process_creation(const QlProcess *process, const QlFunction *function)
{
    const GPtrArray *creations = process->program->creations;
    for (guint i = 0; i < creations->len; i++) {
        const QlThreadCreation *creation = creations->pdata[i];
        if (creation->site == function && !creation->inner && !creation->forwards) {
            return creation;
        }
    }
    return NULL;
}

/* ---- order ---- */

const char *ql_process_kind(const QlProcess *process)
{
    return process->main ? process->main->thread->kind : "";
}

gboolean ql_process_returns_behind(const QlProcess *process, const QlFunction *function,
                                   const QlEvent *event)
{
    QlFlowOrder *order = g_hash_table_lookup(process->returning, function);
    if (!order) {
        order = ql_flow_before_return(function->def->flow);
        g_hash_table_insert(process->returning, (gpointer)function, order);
    }
    return ql_flow_order_has(order, event);
}

static gboolean has_fact(const QlEngine *engine, QlLockset lockset)
{
    for (guint i = 0; i < engine->tracked.n; i++) {
        guint lock_class = (guint)engine->tracked.classes[i];
        if (ql_lockset_depth(lockset, i) &&
            ql_lock_classes_get(engine->classes, lock_class)->fact) {
            return TRUE;
        }
    }
    return FALSE;
}

/* The calls made in contexts of the first thread in which no fact holds. */
static GHashTable *plain_edges(const QlProcess *process)
{
    GHashTable *plain = g_hash_table_new(NULL, NULL);
    const GPtrArray *contexts = ql_contexts_all(process->engine->contexts);
    for (guint i = 0; i < contexts->len; i++) {
        const QlContext *context = contexts->pdata[i];
        const QlThread *thread = process->program->threads->pdata[context->thread];
        if (g_strcmp0(thread->kind, ql_process_kind(process)) ||
            has_fact(process->engine, context->lockset)) {
            continue;
        }
        for (guint k = 0; k < context->sites->len; k++) {
            g_hash_table_add(plain, (gpointer)g_array_index(context->sites, QlSite, k).edge);
        }
    }
    return plain;
}

gboolean ql_process_runs_at_once(const QlProcess *process, const QlCallEdge *edge)
{
    return !(edge->adds && edge->adds[0]) &&
           (!process->main || g_hash_table_contains(process->plain, edge));
}

gboolean ql_process_returns(const QlCallEdge *edge, gpointer process)
{
    return ql_process_runs_at_once(process, edge) &&
           ql_process_returns_behind(process, edge->caller, edge->event);
}

gboolean ql_hop_follows(const QlHop *hop, const QlEvent *event)
{
    g_autoptr(QlFlowOrder) order = ql_flow_before(hop->function->def->flow, hop->event);
    return ql_flow_order_has(order, event);
}

/* ---- what is reached from where ---- */

static QlReach *from_root_kind(const QlProcess *process, const char *kind, QlRootKind from,
                               QlRootKind to, const QlThread *thread, QlReachFilter filter)
{
    QlReach *reach = ql_reach_new(process->program, kind, filter, (gpointer)process);
    const GPtrArray *roots = process->program->roots;
    for (guint i = 0; i < roots->len; i++) {
        const QlRoot *root = roots->pdata[i];
        if (root->kind >= from && root->kind <= to && (!thread || root->thread == thread)) {
            ql_reach_start(reach, root->function, NULL, 0, i);
        }
    }
    return reach;
}

static const QlRoot *find_main(const QlProgram *program)
{
    for (guint i = 0; i < program->roots->len; i++) {
        const QlRoot *root = program->roots->pdata[i];
        if (root->kind == QL_ROOT_THREAD &&
            g_str_equal(ql_function_name(program, root->function), "main")) {
            return root;
        }
    }
    return NULL;
}

static QlReach *reach_from_main(const QlProcess *process)
{
    QlReach *reach =
        ql_reach_new(process->program, ql_process_kind(process), NULL, (gpointer)process);
    for (guint i = 0; i < process->program->roots->len; i++) {
        if (process->program->roots->pdata[i] == process->main) {
            ql_reach_start(reach, process->main->function, NULL, 0, i);
        }
    }
    return reach;
}

static const GPtrArray *from_others(QlProcess *process)
{
    const GPtrArray *threads = process->program->threads;
    for (guint i = 0; process->from_others->len < threads->len; i++) {
        const QlThread *thread = threads->pdata[i];
        g_ptr_array_add(process->from_others, from_root_kind(process, thread->kind, QL_ROOT_THREAD,
                                                             QL_ROOT_FIELD, thread, NULL));
    }
    return process->from_others;
}

/* How somebody gets to @function: main, or else another root. */
static const QlReached *find_way(QlProcess *process, const QlFunction *function)
{
    const QlReached *found = process->from_main ? ql_reach_get(process->from_main, function) : NULL;
    const GPtrArray *others = found ? NULL : from_others(process);
    for (guint i = 0; !found && i < others->len; i++) {
        found = ql_reach_get(others->pdata[i], function);
    }
    return found;
}

GArray *ql_process_way(const QlReached *reached)
{
    g_autoptr(GPtrArray) chain = g_ptr_array_new();
    for (; reached; reached = reached->from) {
        g_ptr_array_add(chain, (gpointer)reached);
    }
    GArray *way = g_array_new(FALSE, FALSE, sizeof(QlHop));
    for (guint i = chain->len; i-- > 0;) {
        const QlCallEdge *edge = ((const QlReached *)chain->pdata[i])->edge;
        if (edge) {
            const QlHop hop = {edge->caller, edge->event, edge};
            g_array_append_val(way, hop);
        }
    }
    return way;
}

/* ---- forks ---- */

static void fork_free(gpointer data)
{
    QlFork *fork = data;
    g_array_unref(fork->way);
    g_array_unref(fork->child);
    g_free(fork);
}

static gboolean is_fork_function(const QlProcess *process, const QlFunction *function)
{
    gpointer op = g_hash_table_lookup(process->ops, GUINT_TO_POINTER(function->def->name));
    return GPOINTER_TO_UINT(op) == QL_FORK_FORK + 1;
}

static QlHop hop_at(const QlFork *fork, guint i)
{
    return g_array_index(fork->way, QlHop, i);
}

/* Follows the child of @fork through the function of hop @i; its fate there. */
static guint add_child_calls(const QlProcess *process, QlFork *fork, guint i, gboolean tells)
{
    QlHop hop = hop_at(fork, i);
    g_autoptr(QlForkedPath) path =
        ql_fork_child_follow(process->program, hop.function, hop.event, tells);
    for (guint k = 0; k < path->calls->len; k++) {
        const QlChildCall call = {i, path->calls->pdata[k]};
        g_array_append_val(fork->child, call);
    }
    return path->fate;
}

/* The child's part of every function on the way, from the innermost until it ends. */
static void follow_child(const QlProcess *process, QlFork *fork)
{
    for (guint i = fork->way->len; i-- > fork->teller;) {
        fork->fate = add_child_calls(process, fork, i, TRUE);
    }
    guint fate = fork->fate;
    for (guint i = fork->teller; i-- > 0 && fate & QL_CHILD_GOES_ON;) {
        fate = add_child_calls(process, fork, i, FALSE);
    }
    gboolean ends = fork->fate & (QL_CHILD_EXECS | QL_CHILD_EXITS);
    fork->goes_on = fork->fate & QL_CHILD_GOES_ON || (fork->fate & QL_CHILD_STOPS && !ends);
}

/* @inner: the hops from the function that tells the child from its parent down to the fork. */
static void add_fork(QlProcess *process, const QlForkPoint *point, const GArray *inner)
{
    const QlFunction *teller = g_array_index(inner, QlHop, 0).function;
    const QlReached *reached = find_way(process, teller);
    if (!reached && process->main) {
        return; /* nobody calls it */
    }
    QlFork *fork = g_new0(QlFork, 1);
    const QlReached *start = reached;
    while (start && start->from) {
        start = start->from;
    }
    fork->point = point;
    fork->root = start ? process->program->roots->pdata[start->origin] : NULL;
    fork->way = ql_process_way(reached);
    fork->teller = fork->way->len;
    fork->child = g_array_new(FALSE, FALSE, sizeof(QlChildCall));
    g_array_append_vals(fork->way, inner->data, inner->len);
    follow_child(process, fork);
    g_ptr_array_add(process->forks, fork);
}

/* @inner is extended upwards while its first function only hands the fork's result on. */
static void add_forks(QlProcess *process, const QlForkPoint *point, const GArray *inner)
{
    QlHop top = g_array_index(inner, QlHop, 0);
    g_autoptr(QlForkedPath) path =
        ql_fork_child_follow(process->program, top.function, top.event, TRUE);
    if (!path->hands_on || inner->len > MAX_WRAPPERS || !top.function->callers->len) {
        add_fork(process, point, inner);
        return;
    }
    for (guint i = 0; i < top.function->callers->len; i++) {
        const QlCallEdge *edge = top.function->callers->pdata[i];
        const QlHop hop = {edge->caller, edge->event, edge};
        g_autoptr(GArray) longer = g_array_new(FALSE, FALSE, sizeof(QlHop));
        g_array_append_val(longer, hop);
        g_array_append_vals(longer, inner->data, inner->len);
        add_forks(process, point, longer);
    }
}

static gboolean calls_in_child(const QlFork *fork, const QlHop *hop)
{
    for (guint i = 0; i < fork->child->len; i++) {
        const QlChildCall *call = &g_array_index(fork->child, QlChildCall, i);
        if (call->event == hop->event) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether @second is only got to behind @fork, by the same function. */
static gboolean is_only_behind(const QlFork *fork, const QlFork *second)
{
    QlHop a = hop_at(fork, fork->teller);
    QlHop b = hop_at(second, second->teller);
    return fork != second && a.function == b.function && fork->goes_on &&
           calls_in_child(fork, &b) && ql_flow_dominates(a.function->def->flow, a.event, b.event);
}

static const QlFork *first_of(const QlProcess *process, const QlFork *second)
{
    for (guint i = 0; i < process->forks->len; i++) {
        if (is_only_behind(process->forks->pdata[i], second)) {
            return process->forks->pdata[i];
        }
    }
    return NULL;
}

static void find_forks(QlProcess *process)
{
    const GPtrArray *points = process->program->forks;
    for (guint i = 0; i < points->len; i++) {
        const QlForkPoint *point = points->pdata[i];
        if (point->op->kind != QL_FORK_FORK || is_fork_function(process, point->site)) {
            continue; /* calls of an annotated function are forks themselves */
        }
        g_autoptr(GArray) inner = g_array_new(FALSE, FALSE, sizeof(QlHop));
        const QlHop hop = {point->site, point->event, NULL};
        g_array_append_val(inner, hop);
        add_forks(process, point, inner);
    }
    for (guint i = 0; i < process->forks->len; i++) {
        QlFork *fork = process->forks->pdata[i];
        fork->first = first_of(process, fork);
    }
}

/* ---- the process ---- */

static QlProcess *process_new(const QlEngine *engine)
{
    QlProcess *process = g_new0(QlProcess, 1);
    process->engine = engine;
    process->program = engine->program;
    process->ops = name_ops(engine->program, engine->annotations);
    process->returning =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)ql_flow_order_free);
    process->children = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)ql_reach_free);
    process->threads = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
    process->from_others = g_ptr_array_new_with_free_func((GDestroyNotify)ql_reach_free);
    process->forks = g_ptr_array_new_with_free_func(fork_free);
    process->main = find_main(engine->program);
    process->plain = plain_edges(process);
    process->from_main = process->main ? reach_from_main(process) : NULL;
    process->from_constructors =
        from_root_kind(process, ql_process_kind(process), QL_ROOT_CONSTRUCTOR, QL_ROOT_CONSTRUCTOR,
                       NULL, ql_process_returns);
    find_forks(process);
    return process;
}

const QlProcess *ql_engine_process(const QlEngine *engine)
{
    if (!engine->process) {
        ((QlEngine *)engine)->process = process_new(engine); /* what follows from it, kept */
    }
    return engine->process;
}

void ql_process_free(QlProcess *process)
{
    g_hash_table_destroy(process->ops);
    g_hash_table_destroy(process->plain);
    g_hash_table_destroy(process->returning);
    g_hash_table_destroy(process->children);
    g_hash_table_destroy(process->threads);
    g_clear_pointer(&process->from_main, ql_reach_free);
    ql_reach_free(process->from_constructors);
    g_ptr_array_unref(process->from_others);
    g_ptr_array_unref(process->forks);
    g_free(process);
}

const GPtrArray *ql_process_forks(const QlProcess *process)
{
    return process->forks;
}

/* ---- after a fork ---- */

/* Calls further up the way, and later ones, come later. */
static guint start_cost(const QlFork *fork, guint i)
{
    const QlChildCall *call = &g_array_index(fork->child, QlChildCall, i);
    return (fork->way->len - 1 - call->hop) * 5 + MIN(i, 200);
}

static void start_call(QlReach *reach, const QlFork *fork, guint i)
{
    const QlChildCall *call = &g_array_index(fork->child, QlChildCall, i);
    const GPtrArray *edges = hop_at(fork, call->hop).function->calls;
    for (guint k = 0; k < edges->len; k++) {
        const QlCallEdge *edge = edges->pdata[k];
        if (edge->event == call->event) {
            ql_reach_start(reach, edge->callee, edge, start_cost(fork, i), i);
        }
    }
}

static const char *kind_of(const QlProcess *process, const QlFork *fork)
{
    return fork->root ? fork->root->thread->kind : ql_process_kind(process);
}

QlReach *ql_process_child(const QlProcess *process, const QlFork *fork)
{
    QlReach *reach = g_hash_table_lookup(process->children, fork);
    if (!reach) {
        reach = ql_reach_new(process->program, kind_of(process, fork), NULL, NULL);
        for (guint i = 0; i < fork->child->len; i++) {
            start_call(reach, fork, i);
        }
        g_hash_table_insert(process->children, (gpointer)fork, reach);
    }
    return reach;
}

QlReach *ql_process_from(const QlProcess *process, const QlFunction *function, const char *kind)
{
    QlReach *reach = ql_reach_new(process->program, kind, NULL, NULL);
    ql_reach_start(reach, function, NULL, 0, 0);
    return reach;
}

gboolean ql_process_forks_again(const QlProcess *process, const QlFork *fork, const QlFork *second)
{
    QlHop hop = hop_at(second, second->teller);
    if (fork == second || !fork->goes_on || !second->goes_on) {
        return FALSE;
    }
    return calls_in_child(fork, &hop) ||
           ql_reach_get(ql_process_child(process, fork), hop.function);
}

/* ---- handlers ---- */

/* Whether @fork happens before the last hop of @off, on the way they have in common. */
static gboolean comes_before(const QlFork *fork, const GArray *off)
{
    for (guint i = 0; i < MIN(fork->way->len, off->len); i++) {
        const QlHop *a = &g_array_index(fork->way, QlHop, i);
        const QlHop *b = &g_array_index(off, QlHop, i);
        if (a->function != b->function) {
            return FALSE;
        }
        if (a->event != b->event) {
            return ql_hop_follows(b, a->event);
        }
    }
    return FALSE;
}

static gboolean is_off_at(const QlProcess *process, const QlCallEdge *off, const QlFork *fork)
{
    const QlReached *reached =
        process->from_main ? ql_reach_get(process->from_main, off->caller) : NULL;
    if (!reached) {
        return FALSE;
    }
    if (fork->root != process->main) {
        return TRUE; /* what main does before its event loop is over then */
    }
    g_autoptr(GArray) way = ql_process_way(reached);
    const QlHop last = {off->caller, off->event, off};
    g_array_append_val(way, last);
    return !comes_before(fork, way);
}

/* Whether a function called @name has been called before @fork. */
static gboolean is_switched_off(const QlProcess *process, QlSym name, const QlFork *fork)
{
    const GPtrArray *list = g_hash_table_lookup(process->program->by_name, GUINT_TO_POINTER(name));
    for (guint i = 0; list && i < list->len; i++) {
        const GPtrArray *callers = ((const QlFunction *)list->pdata[i])->callers;
        for (guint k = 0; k < callers->len; k++) {
            if (is_off_at(process, callers->pdata[k], fork)) {
                return TRUE;
            }
        }
    }
    return FALSE;
}

gboolean ql_process_handles(const QlProcess *process, const QlFork *fork)
{
    const GPtrArray *ops = process->engine->annotations->forks;
    for (guint i = 0; i < ops->len; i++) {
        const QlForkOp *op = ops->pdata[i];
        QlSym name = ql_strings_lookup(process->program->strings, op->function);
        if (op->kind == QL_FORK_ATFORK_OFF && name && is_switched_off(process, name, fork)) {
            return FALSE;
        }
    }
    return TRUE;
}
