/* SPDX-License-Identifier: Apache-2.0 */
/* LOCK_AT_FORK: a lock is held across a fork, so in the child nobody can count on it. */
#include "fork_locks.h"
#include "renewal.h"
#include <string.h>

/* One function's locks at the call by which a way leaves it. */
typedef struct Locals {
    const QlSummaries *summaries;
    const QlHop *hop;
    GHashTable *taken; /* lock class + 1 -> QlEvent*: the last call that took it */
    GHashTable *held;  /* set of lock class + 1 */
} Locals;

static void note_state(const QlEvent *event, const QlState *state, gpointer user)
{
    const Locals *locals = user;
    for (guint i = 0; event == locals->hop->event && i < state->n_effects; i++) {
        const QlEffect *effect = &state->effects[i];
        if (effect->delta > 0 && effect->lock >= 0) {
            g_hash_table_add(locals->held, GINT_TO_POINTER(effect->lock + 1));
        }
    }
}

static void note_taken(const Locals *locals, const QlEvent *event, QlLockRef lock)
{
    const QlEvent *known = g_hash_table_lookup(locals->taken, GINT_TO_POINTER(lock + 1));
    if (lock >= 0 && ql_hop_follows(locals->hop, event) && (!known || event->id > known->id)) {
        g_hash_table_insert(locals->taken, GINT_TO_POINTER(lock + 1), (gpointer)event);
    }
}

static void note_op(const QlEvent *event, const QlOp *op, const QlState *state, gpointer user)
{
    (void)state;
    if (op->kind == QL_OP_ACQUIRE || op->kind == QL_OP_TRY) {
        note_taken(user, event, op->lock);
    }
}

static void note_gain(const QlEvent *event, const QlEffect *effect, const QlState *state,
                      gpointer user)
{
    (void)state;
    if (effect->delta > 0) {
        note_taken(user, event, effect->lock);
    }
}

static const QlSummary *summary(const QlFunction *callee, gpointer user)
{
    const Locals *locals = user;
    return ql_summaries_get(locals->summaries, callee);
}

static gboolean is_lock(const QlRuleRun *run, int lock_class)
{
    return !ql_lock_classes_get(run->engine->classes, (guint)lock_class)->fact &&
           ql_rule_is_about(run, lock_class);
}

static int compare_held(gconstpointer a, gconstpointer b)
{
    return ((const QlForkHeld *)a)->lock_class - ((const QlForkHeld *)b)->lock_class;
}

static void add_held(const QlRuleRun *run, const Locals *locals, guint hop, GArray *all)
{
    GHashTableIter iter;
    gpointer key;
    guint before = all->len;
    g_hash_table_iter_init(&iter, locals->held);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        const QlForkHeld held = {GPOINTER_TO_INT(key) - 1, hop,
                                 g_hash_table_lookup(locals->taken, key)};
        if (is_lock(run, held.lock_class)) {
            g_array_append_val(all, held);
        }
    }
    if (all->len > before) {
        qsort(&g_array_index(all, QlForkHeld, before), all->len - before, sizeof(QlForkHeld),
              compare_held);
    }
}

/* What the function of hop @i holds, taken by itself, when it makes that hop's call. */
static void find_locals(const QlRuleRun *run, const QlFork *fork, guint i, GArray *all)
{
    const QlSummaries *summaries = run->engine->summaries;
    const QlHop *hop = &g_array_index(fork->way, QlHop, i);
    QlWalkPlan *plan = summaries->plans->pdata[hop->function->index];
    if (!plan) {
        return; /* nothing in it changes a lock */
    }
    Locals locals = {summaries, hop, g_hash_table_new(NULL, NULL), g_hash_table_new(NULL, NULL)};
    const QlWalkClient client = {summary, note_state, note_op, note_gain, &locals};
    QlState entry;
    memset(&entry, 0, sizeof entry);
    QlWalkResult result = ql_walk(plan, &entry, &client);
    g_array_unref(result.outcomes);
    add_held(run, &locals, i, all);
    g_hash_table_destroy(locals.taken);
    g_hash_table_destroy(locals.held);
}

static void add_names(const QlRuleRun *run, char **names, GArray *all)
{
    for (guint i = 0; names && names[i]; i++) {
        const QlForkHeld held = {ql_lock_classes_find(run->engine->classes, names[i]), 0, NULL};
        if (held.lock_class >= 0 && is_lock(run, held.lock_class)) {
            g_array_append_val(all, held);
        }
    }
}

GArray *ql_fork_held(const QlRuleRun *run, const QlFork *fork)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(QlForkHeld));
    if (fork->root) {
        add_names(run, fork->root->holds, all);
        add_names(run, fork->root->adds, all);
    }
    for (guint i = 0; i < fork->way->len; i++) {
        find_locals(run, fork, i, all);
    }
    return all;
}

const QlEvent *ql_fork_op(const QlRuleRun *run, const QlFunction *function, QlOpKind kind,
                          int lock_class)
{
    const QlFlow *flow = function->def->flow;
    if (!ql_lock_classes_has_ops(run->engine->classes, function)) {
        return NULL;
    }
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        const QlOp *op = ql_lock_classes_op(run->engine->classes, event);
        if (op && op->kind == kind && op->lock == lock_class) {
            return event;
        }
    }
    return NULL;
}

static gboolean renewed_in(const QlRuleRun *run, QlReach *reach, int lock_class)
{
    const QlReached *reached;
    for (guint i = 0; (reached = ql_reach_at(reach, i)); i++) {
        if (!reached->doubt && ql_renews_in(run->engine, reached->function, lock_class, 0)) {
            return TRUE;
        }
    }
    return FALSE;
}

gboolean ql_fork_renews(const QlRuleRun *run, const QlProcess *process, const QlFork *fork,
                        int lock_class)
{
    QlReach *all = ql_process_child(process, fork);
    for (guint i = fork->teller; i < fork->way->len; i++) {
        if (ql_renews_in(run->engine, g_array_index(fork->way, QlHop, i).function, lock_class, 0)) {
            return TRUE;
        }
    }
    const QlReached *reached;
    for (guint i = 0; (reached = ql_reach_at(all, i)); i++) {
        guint hop = g_array_index(fork->child, QlChildCall, reached->origin).hop;
        if (!reached->doubt && hop >= fork->teller &&
            ql_renews_in(run->engine, reached->function, lock_class, 0)) {
            return TRUE;
        }
    }
    return FALSE;
}

static void report(QlRuleRun *run, const QlFork *fork, const QlForkHeld *held)
{
    const char *lock = ql_lock_classes_get(run->engine->classes, (guint)held->lock_class)->name;
    const QlFunction *holder = g_array_index(fork->way, QlHop, held->hop).function;
    const QlHop *last = &g_array_index(fork->way, QlHop, fork->way->len - 1);
    const QlParties parties = {.holder = holder, .violator = fork->point->site, .lock = lock};
    QlFinding *finding = ql_rule_finding(run, &parties);
    QlTale *tale = ql_tale_new(run, fork->root ? fork->root->thread->kind : "");
    if (!held->event) {
        ql_tale_hold(tale, lock);
    }
    ql_tale_root(tale, fork->root, g_array_index(fork->way, QlHop, 0).function);
    ql_tale_calls(tale, fork->way, 0, held->hop);
    if (held->event) {
        ql_tale_event(tale, QL_STEP_ACQUIRE, holder, held->event, "");
        ql_tale_hold(tale, lock);
    }
    ql_tale_calls(tale, fork->way, held->hop, fork->way->len - 1);
    ql_tale_event(tale, QL_STEP_VIOLATION, last->function, last->event, "");
    ql_tale_end(tale, finding);
    ql_tale_add(run, finding);
}

static void report_fork(QlRuleRun *run, const QlProcess *process, const QlFork *fork)
{
    g_autoptr(GArray) all = ql_fork_held(run, fork);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < all->len; i++) {
        const QlForkHeld *held = &g_array_index(all, QlForkHeld, i);
        if (g_hash_table_add(seen, GINT_TO_POINTER(held->lock_class)) &&
            !ql_fork_renews(run, process, fork, held->lock_class)) {
            report(run, fork, held);
        }
    }
}

/* ---- handlers that take a lock before the fork and drop it in the child ---- */

const QlReached *ql_fork_who(const QlRuleRun *run, QlReach *reach, QlOpKind kind, int lock_class)
{
    const QlReached *reached;
    for (guint i = 0; (reached = ql_reach_at(reach, i)); i++) {
        if (!reached->doubt && ql_fork_op(run, reached->function, kind, lock_class)) {
            return reached;
        }
    }
    return NULL;
}

static void tell_handler(const QlRuleRun *run, QlTale *tale, const QlReached *reached,
                         QlOpKind kind, int lock_class, QlStepKind step)
{
    g_autoptr(GArray) way = ql_process_way(reached);
    ql_tale_calls(tale, way, 0, way->len);
    ql_tale_event(tale, step, reached->function,
                  ql_fork_op(run, reached->function, kind, lock_class), "");
}

static void report_handover(QlRuleRun *run, const QlFork *fork, const QlForkPoint *point,
                            const QlReached *taken, const QlReached *dropped, int lock_class)
{
    const QlProgram *program = run->engine->program;
    const char *lock = ql_lock_classes_get(run->engine->classes, (guint)lock_class)->name;
    const QlFunction *prepare = point->handlers->pdata[QL_HANDLER_PREPARE];
    const QlFunction *child = point->handlers->pdata[QL_HANDLER_CHILD];
    const QlHop *last = &g_array_index(fork->way, QlHop, fork->way->len - 1);
    const QlParties parties = {
        .holder = taken->function, .violator = dropped->function, .lock = lock};
    QlFinding *finding = ql_rule_finding(run, &parties);
    QlTale *tale = ql_tale_new(run, fork->root ? fork->root->thread->kind : "");
    ql_tale_detail(finding,
                   ": fork handler %s() takes it in the parent, and %s() drops it in the "
                   "child, which is another thread",
                   ql_function_name(program, prepare), ql_function_name(program, child));
    ql_tale_to_fork(tale, fork);
    ql_tale_handler(tale, fork, prepare, "atfork prepare");
    tell_handler(run, tale, taken, QL_OP_ACQUIRE, lock_class, QL_STEP_ACQUIRE);
    ql_tale_hold(tale, lock);
    ql_tale_step(tale, QL_STEP_RETURN, prepare, prepare->def->line, last->function, "");
    ql_tale_event(tale, QL_STEP_FORK, last->function, last->event, "");
    ql_tale_handler(tale, fork, child, "atfork child");
    tell_handler(run, tale, dropped, QL_OP_RELEASE, lock_class, QL_STEP_VIOLATION);
    ql_tale_end(tale, finding);
    ql_tale_add(run, finding);
}

static void check_handlers(QlRuleRun *run, const QlProcess *process, const QlFork *fork,
                           const QlForkPoint *point)
{
    const QlFunction *prepare = point->handlers->pdata[QL_HANDLER_PREPARE];
    if (!prepare) {
        return;
    }
    g_autoptr(QlReach) before = ql_process_from(process, prepare, "");
    g_autoptr(QlReach) after =
        ql_process_from(process, point->handlers->pdata[QL_HANDLER_CHILD], "");
    for (guint i = 0; i < ql_lock_classes_count(run->engine->classes); i++) {
        int lock_class = (int)i;
        const QlReached *taken =
            is_lock(run, lock_class) ? ql_fork_who(run, before, QL_OP_ACQUIRE, lock_class) : NULL;
        const QlReached *dropped =
            taken ? ql_fork_who(run, after, QL_OP_RELEASE, lock_class) : NULL;
        if (dropped && !renewed_in(run, after, lock_class)) {
            report_handover(run, fork, point, taken, dropped, lock_class);
        }
    }
}

void ql_pattern_lock_at_fork(QlRuleRun *run)
{
    const QlProcess *process = ql_engine_process(run->engine);
    const GPtrArray *forks = ql_process_forks(process);
    g_autoptr(GPtrArray) handlers = ql_tale_handlers(run->engine->program);
    const QlFork *handled = NULL;

    for (guint i = 0; i < forks->len; i++) {
        const QlFork *fork = forks->pdata[i];
        if (fork->goes_on) {
            report_fork(run, process, fork);
        }
        if (!handled && ql_process_handles(process, fork)) {
            handled = fork;
        }
    }
    for (guint i = 0; handled && i < handlers->len; i++) {
        check_handlers(run, process, handled, handlers->pdata[i]);
    }
}
