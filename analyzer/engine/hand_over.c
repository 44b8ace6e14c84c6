/* SPDX-License-Identifier: Apache-2.0 */
#include "hand_over.h"
#include <string.h>

/* How far up a lock is followed through functions that only pass it on, and how many of them. */
#define MAX_UP 3
#define MAX_CALLERS 300

/* How deep a callee's effect is traced to its cause. */
#define MAX_DOWN 4

typedef struct HandOver {
    const QlEngine *engine;
    QlBalanceKind kind;
    GHashTable *raw;        /* QlFunction* -> QlSummary*: all outcomes, whether or not ambiguous */
    GHashTable *visited;    /* set of QlFunction*: callers looked at for one imbalance */
    const QlFunction *from; /* the function that hands over … */
    QlSummary *renamed;     /* … what it does, with that lock as @token … */
    QlLockRef token;        /* … which is no class, but tells that it was called */
    QlLockRef lock;         /* the class handed over */
} HandOver;

gboolean ql_starts_somewhere(const QlProgram *program, const QlFunction *function)
{
    for (guint i = 0; i < program->roots->len; i++) {
        if (((const QlRoot *)program->roots->pdata[i])->function == function) {
            return TRUE;
        }
    }
    return FALSE;
}

static int effect_on(const QlOutcome *outcome, QlLockRef lock)
{
    for (guint i = 0; i < outcome->n_effects; i++) {
        if (outcome->effects[i].lock == lock) {
            return outcome->effects[i].delta;
        }
    }
    return 0;
}

static void rename_effect(QlOutcome *outcome, QlLockRef lock, QlLockRef token)
{
    for (guint i = 0; i < outcome->n_effects; i++) {
        if (outcome->effects[i].lock == lock) {
            outcome->effects[i] = (QlEffect){token, 1};
        }
    }
}

static const QlSummary *plain_summary(const QlFunction *callee, gpointer user)
{
    return ql_summaries_get(((const HandOver *)user)->engine->summaries, callee);
}

static GArray *outcomes_of(const HandOver *h, const QlFunction *function)
{
    QlWalkPlan *plan = h->engine->summaries->plans->pdata[function->index];
    const QlWalkClient client = {.summary = plain_summary, .user = (gpointer)h};
    QlState entry;
    memset(&entry, 0, sizeof entry);
    const QlPathClient all = {.leave = NULL};
    return plan ? ql_walk_paths(plan, &entry, &client, &all).outcomes : NULL;
}

static QlSummary *summary_of_outcomes(GArray *outcomes)
{
    QlSummary *summary = g_new0(QlSummary, 1);
    summary->outcomes = outcomes;
    summary->ambiguous = g_array_new(FALSE, FALSE, sizeof(QlLockRef));
    return summary;
}

static const QlSummary *raw_summary(const HandOver *h, const QlFunction *function)
{
    QlSummary *summary = g_hash_table_lookup(h->raw, function);
    if (!summary) {
        summary = summary_of_outcomes(outcomes_of(h, function));
        g_hash_table_insert(h->raw, (gpointer)function, summary);
    }
    return summary;
}

static gboolean is_ambiguous(const QlSummary *summary, QlLockRef lock)
{
    for (guint i = 0; i < summary->ambiguous->len; i++) {
        if (g_array_index(summary->ambiguous, QlLockRef, i) == lock) {
            return TRUE;
        }
    }
    return FALSE;
}

/* What @function itself does to @lock: a mask of 1 << QlOpKind. */
static guint ops_on(const HandOver *h, const QlFunction *function, QlLockRef lock)
{
    const GArray *events = function->def->flow->events;
    guint kinds = 0;
    for (guint i = 0; i < events->len; i++) {
        const QlOp *op = ql_lock_classes_op(h->engine->classes, &g_array_index(events, QlEvent, i));
        kinds |= op && op->lock == lock && op->kind != QL_OP_HELD ? 1u << op->kind : 0;
    }
    return kinds;
}

/* A function that both takes and drops a lock, and balances on some paths only, is in doubt itself.
 */
static gboolean is_reliable(const HandOver *h, const QlFunction *function)
{
    guint kinds = ops_on(h, function, h->lock);
    return !(kinds & 1u << QL_OP_RELEASE) || !(kinds & (1u << QL_OP_ACQUIRE | 1u << QL_OP_TRY));
}

/* As a caller sees it: what is in question is told apart, and of others nothing is left out. */
static const QlSummary *caller_summary(const QlFunction *callee, gpointer user)
{
    const HandOver *h = user;
    if (callee == h->from) {
        return h->renamed;
    }
    const QlSummary *summary = plain_summary(callee, user);
    return summary && is_ambiguous(summary, h->lock) && is_reliable(h, callee)
               ? raw_summary(h, callee)
               : summary;
}

static QlSummary *renamed_summary(const HandOver *h, const QlFunction *function, QlLockRef lock)
{
    GArray *outcomes = outcomes_of(h, function);
    for (guint i = 0; outcomes && i < outcomes->len; i++) {
        rename_effect(&g_array_index(outcomes, QlOutcome, i), lock, h->token);
    }
    return outcomes ? summary_of_outcomes(outcomes) : NULL;
}

typedef enum Attitude {
    ATTITUDE_OWN,     /* balances the lock itself */
    ATTITUDE_PASSES,  /* has nothing to do with it */
    ATTITUDE_EXPECTS, /* makes up for what the callee did */
} Attitude;

/* Hears how a caller ends. */
typedef struct Caller {
    const HandOver *h;
    gboolean expects;
} Caller;

static const QlSummary *on_summary(const QlFunction *callee, gpointer user)
{
    return caller_summary(callee, (gpointer)((const Caller *)user)->h);
}

static int delta_of(const QlState *state, QlLockRef lock)
{
    for (guint i = 0; i < state->n_effects; i++) {
        if (state->effects[i].lock == lock) {
            return state->effects[i].delta;
        }
    }
    return 0;
}

/* It was tested that the lock is held, by whomever: after a jump, say. */
static gboolean is_known_held(const QlState *state, QlLockRef lock)
{
    for (guint i = 0; i < state->n_predicates; i++) {
        if (state->predicates[i].lock_class == lock && lock >= 0) {
            return state->predicates[i].depth > 0;
        }
    }
    return FALSE;
}

/* At the end of a path that calls the callee. */
static void conclude(Caller *caller, const QlState *state)
{
    int delta = delta_of(state, caller->h->lock);
    gboolean made_up = caller->h->kind == QL_BALANCE_KEPT
                           ? delta < 0 && !is_known_held(state, caller->h->lock)
                           : delta > 0;
    caller->expects |= made_up && delta_of(state, caller->h->token) > 0;
}

/* The next call of it ends a path, too, in a loop. */
static void on_gain(const QlEvent *event, const QlEffect *effect, const QlState *state,
                    gpointer user)
{
    Caller *caller = user;
    (void)event;
    if (effect->lock == caller->h->token) {
        conclude(caller, state);
    }
}

static void on_leave(guint block, const QlState *state, gpointer user)
{
    (void)block;
    conclude(user, state);
}

/* Some path of @function leaves the lock as it must be if the callee hands it over. */
static gboolean expects(const HandOver *h, const QlFunction *function)
{
    QlWalkPlan *plan = h->engine->summaries->plans->pdata[function->index];
    Caller caller = {.h = h};
    const QlWalkClient client = {.summary = on_summary, .gain = on_gain, .user = &caller};
    const QlPathClient paths = {.leave = on_leave};
    QlState entry;
    memset(&entry, 0, sizeof entry);
    if (plan) {
        g_array_unref(ql_walk_paths(plan, &entry, &client, &paths).outcomes);
    }
    return caller.expects;
}

/* What @caller does to @lock, called so there, if @from left it alone. */
static Attitude attitude(HandOver *h, const QlFunction *caller, const QlFunction *from,
                         QlLockRef in_callee, QlLockRef in_caller)
{
    h->from = from;
    h->lock = in_caller;
    h->renamed = renamed_summary(h, from, in_callee);
    gboolean expected = expects(h, caller);
    ql_summary_free(h->renamed);
    return expected                       ? ATTITUDE_EXPECTS
           : ops_on(h, caller, in_caller) ? ATTITUDE_OWN
                                          : ATTITUDE_PASSES;
}

static QlLockRef translate(const HandOver *h, const QlCallEdge *edge, QlLockRef lock)
{
    if (lock >= 0) {
        return lock;
    }
    QlExprRef arg = ql_flow_arg(edge->caller->def->flow, edge->event, (guint)(-1 - lock));
    return ql_lock_classes_of_expr(h->engine->classes, edge->caller, arg);
}

static gboolean is_expected(HandOver *h, const QlFunction *function, QlLockRef lock, guint up);

static gboolean is_expected_by(HandOver *h, const QlCallEdge *edge, QlLockRef lock, guint up)
{
    QlLockRef in_caller = translate(h, edge, lock);
    if (in_caller == QL_LOCK_UNKNOWN) {
        return TRUE; /* cannot tell */
    }
    if (g_hash_table_size(h->visited) >= MAX_CALLERS ||
        !g_hash_table_add(h->visited, edge->caller)) {
        return FALSE;
    }
    switch (attitude(h, edge->caller, edge->callee, lock, in_caller)) {
    case ATTITUDE_EXPECTS: return TRUE;
    case ATTITUDE_PASSES: return up > 0 && is_expected(h, edge->caller, in_caller, up - 1);
    default: return FALSE;
    }
}

static gboolean is_expected(HandOver *h, const QlFunction *function, QlLockRef lock, guint up)
{
    for (guint i = 0; i < function->callers->len; i++) {
        if (is_expected_by(h, function->callers->pdata[i], lock, up)) {
            return TRUE;
        }
    }
    return FALSE;
}

static void remove_expected(HandOver *h, GPtrArray *found)
{
    const QlFunction *function = NULL;
    QlLockRef lock = QL_LOCK_UNKNOWN;
    gboolean expected = FALSE;
    for (guint i = 0; i < found->len;) {
        const QlImbalance *one = found->pdata[i];
        if (one->function != function || one->lock != lock) {
            function = one->function;
            lock = one->lock;
            g_hash_table_remove_all(h->visited);
            g_hash_table_add(h->visited, (gpointer)function);
            expected = !one->thread_entry && is_expected(h, function, lock, MAX_UP);
        }
        if (expected) {
            g_ptr_array_remove_index(found, i);
        } else {
            i++;
        }
    }
}

/* ---- effects inherited from callees ---- */

static gboolean is_found(const GPtrArray *found, const QlFunction *function)
{
    for (guint i = 0; i < found->len; i++) {
        if (((const QlImbalance *)found->pdata[i])->function == function) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean has_effect(const HandOver *h, const QlFunction *function, QlLockRef lock)
{
    const QlSummary *summary = ql_summaries_get(h->engine->summaries, function);
    for (guint i = 0; summary && i < summary->outcomes->len; i++) {
        if (effect_on(&g_array_index(summary->outcomes, QlOutcome, i), lock)) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean is_to_blame(const HandOver *h, const GPtrArray *found, const QlFunction *function,
                            QlLockRef lock, guint down)
{
    if (is_found(found, function)) {
        return TRUE;
    }
    for (guint i = 0; down > 0 && i < function->calls->len; i++) {
        const QlCallEdge *edge = function->calls->pdata[i];
        if (has_effect(h, edge->callee, lock) &&
            is_to_blame(h, found, edge->callee, lock, down - 1)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* What the callee of @one's event or of the one before does is reported there. */
static gboolean is_inherited(const HandOver *h, const GPtrArray *found, const QlImbalance *one)
{
    for (guint i = 0; i < one->function->calls->len; i++) {
        const QlCallEdge *edge = one->function->calls->pdata[i];
        gboolean concerned = edge->event == one->event || edge->event == one->before;
        if (concerned && edge->callee != one->function &&
            !ql_lock_classes_op(h->engine->classes, edge->event) &&
            is_to_blame(h, found, edge->callee, one->lock, MAX_DOWN)) {
            return TRUE;
        }
    }
    return FALSE;
}

static void remove_inherited(const HandOver *h, GPtrArray *found)
{
    g_autoptr(GPtrArray) own = g_ptr_array_new();
    for (guint i = 0; i < found->len; i++) {
        if (!is_inherited(h, found, found->pdata[i])) {
            g_ptr_array_add(own, found->pdata[i]);
        }
    }
    for (guint i = found->len; i > 0; i--) {
        if (!g_ptr_array_find(own, found->pdata[i - 1], NULL)) {
            g_ptr_array_remove_index(found, i - 1);
        }
    }
}

void ql_hand_over_remove(const QlEngine *engine, QlBalanceKind kind, GPtrArray *found)
{
    HandOver h = {.engine = engine, .kind = kind};
    h.token = (QlLockRef)ql_lock_classes_count(engine->classes);
    h.raw = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)ql_summary_free);
    h.visited = g_hash_table_new(NULL, NULL);
    remove_expected(&h, found);
    remove_inherited(&h, found);
    g_hash_table_destroy(h.raw);
    g_hash_table_destroy(h.visited);
}
