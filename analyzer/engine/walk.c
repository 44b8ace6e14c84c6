/* SPDX-License-Identifier: Apache-2.0 */
#include "walk.h"
#include "atoms.h"
#include <string.h>

/*
 * Predicates on parameters double the states with each test: they are for guards and small
 * wrappers.
 */
#define MAX_BLOCKS_FOR_PARAMS 12

/* States per block above which facts are dropped but for guards, and above which states are. */
#define MAX_STATES 24
#define MAX_STATES_WITHOUT_FACTS 48

/* How often a lock is counted to be taken or dropped in a row. */
#define MAX_DELTA 4

/* What the walk needs to know of one event. */
typedef struct EventPlan {
    guint64 killed;
    const QlOp *op;
    GPtrArray *edges; /* QlCallEdge* */
    QlExprRef result; /* the expression for a call's result, 0 if nothing uses it */
} EventPlan;

struct QlWalkPlan {
    QlLockClasses *classes;
    const QlFunction *function;
    QlAtoms *atoms;
    QlExprRef *same;      /* see ql_atoms_new() */
    GHashTable *apart;    /* set of QlExprRef: comparisons of a lock with one it is not assumed to
                           * be; NULL: there is none */
    EventPlan *events;    /* parallel to the flow's events */
    gboolean asks_params; /* learns predicates on parameters */
    guint64 written;      /* mask of the parameters that the function assigns to */
};

/* A block to run in one of the states that reach it. */
typedef struct Work {
    guint state; /* index into the block's states */
    const QlTrail *trail;
} Work;

typedef struct Walk {
    QlWalkPlan *plan;
    const QlFlow *flow;
    const QlWalkClient *client;
    const QlPathClient *paths;
    GPtrArray *seen;       /* per block: GArray of QlState, or NULL */
    GArray *work;          /* Work */
    GPtrArray *trails;     /* QlTrail*: of what is or was in work; owned */
    const QlTrail *trail;  /* of the current block */
    const QlState *before; /* the state in which the current event's arguments are evaluated */
    gboolean assumes;      /* what QlLock.apart says */
    QlWalkResult result;
} Walk;

static EventPlan *event_plan(const QlWalkPlan *plan, const QlEvent *event)
{
    const QlEvent *first = (const QlEvent *)plan->function->def->flow->events->data;
    return &plan->events[event - first];
}

static void plan_results(QlWalkPlan *plan, const QlFlow *flow)
{
    g_autoptr(GHashTable) by_id = g_hash_table_new(NULL, NULL);
    for (guint i = 1; i < flow->exprs->len; i++) {
        const QlExpr *expr = ql_flow_expr(flow, i);
        if (expr->kind == QL_EXPR_CALL) {
            g_hash_table_insert(by_id, GUINT_TO_POINTER((guint)expr->value), GUINT_TO_POINTER(i));
        }
    }
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        plan->events[i].result =
            GPOINTER_TO_UINT(g_hash_table_lookup(by_id, GUINT_TO_POINTER(event->id)));
    }
}

/* The result of each call that always returns the same stands for those of the others. */
static void plan_constants(QlWalkPlan *plan, const QlFlow *flow)
{
    g_autoptr(GHashTable) first = g_hash_table_new(NULL, NULL); /* QlSym -> QlExprRef */
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        QlExprRef result = event->kind == QL_EVENT_CALL ? plan->events[i].result : 0;
        QlSym name = result ? ql_lock_classes_constant(plan->classes, plan->function, event) : 0;
        if (!name) {
            continue;
        }
        if (!plan->same) {
            plan->same = g_new0(QlExprRef, flow->exprs->len);
        }
        if (!g_hash_table_contains(first, GUINT_TO_POINTER(name))) {
            g_hash_table_insert(first, GUINT_TO_POINTER(name), GUINT_TO_POINTER(result));
        }
        plan->same[result] = GPOINTER_TO_UINT(g_hash_table_lookup(first, GUINT_TO_POINTER(name)));
    }
}

/* Whether the function takes or drops @object as a lock of @lock_class. */
static gboolean works_on(const QlWalkPlan *plan, const QlFlow *flow, QlExprRef object,
                         int lock_class)
{
    for (guint i = 0; i < flow->events->len; i++) {
        const QlOp *op = plan->events[i].op;
        if (op && (op->kind == QL_OP_ACQUIRE || op->kind == QL_OP_RELEASE) &&
            op->lock == lock_class && op->argument == object) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Notes comparisons with @result, a lock of @lock_class that others are assumed not to be. */
static void plan_comparisons(QlWalkPlan *plan, const QlFlow *flow, QlExprRef result, int lock_class)
{
    for (guint i = 1; i < flow->exprs->len; i++) {
        const QlExpr *expr = ql_flow_expr(flow, i);
        if (!ql_expr_is_equality(expr) || (expr->a != result && expr->b != result)) {
            continue;
        }
        QlExprRef other = expr->a == result ? expr->b : expr->a;
        if (!works_on(plan, flow, other, lock_class)) {
            continue;
        }
        if (!plan->apart) {
            plan->apart = g_hash_table_new(NULL, NULL);
        }
        g_hash_table_add(plan->apart, GUINT_TO_POINTER(i));
    }
}

static void plan_apart(QlWalkPlan *plan, const QlFlow *flow)
{
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        QlExprRef result = event->kind == QL_EVENT_CALL ? plan->events[i].result : 0;
        int lock_class = result ? ql_lock_classes_apart(plan->classes, plan->function, event) : -1;
        if (lock_class >= 0) {
            plan_comparisons(plan, flow, result, lock_class);
        }
    }
}

static void plan_params(QlWalkPlan *plan, const QlFlow *flow)
{
    plan->asks_params = flow->blocks->len <= MAX_BLOCKS_FOR_PARAMS;
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        const QlExpr *target = ql_flow_expr(flow, event->target);
        if (event->kind != QL_EVENT_ASSIGN) {
            continue;
        }
        if (target->kind == QL_EXPR_DEREF) {
            target = ql_flow_expr(flow, target->a);
        }
        if (target->kind == QL_EXPR_PARAM && target->value < 64) {
            plan->written |= G_GUINT64_CONSTANT(1) << target->value;
        }
    }
}

QlWalkPlan *ql_walk_plan_new(QlLockClasses *classes, const QlFunction *function)
{
    const QlFlow *flow = function->def->flow;
    QlWalkPlan *plan = g_new0(QlWalkPlan, 1);
    plan->classes = classes;
    plan->function = function;
    plan->events = g_new0(EventPlan, MAX(flow->events->len, 1));
    plan_results(plan, flow);
    plan_constants(plan, flow);
    plan->atoms = ql_atoms_new(flow, plan->same);
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        plan->events[i].killed = ql_atoms_killed(plan->atoms, event);
        plan->events[i].op = ql_lock_classes_op(classes, event);
    }
    plan_apart(plan, flow);
    plan_params(plan, flow);
    for (guint i = 0; i < function->calls->len; i++) {
        QlCallEdge *edge = function->calls->pdata[i];
        EventPlan *event = event_plan(plan, edge->event);
        if (!event->edges) {
            event->edges = g_ptr_array_new();
        }
        g_ptr_array_add(event->edges, edge);
    }
    return plan;
}

void ql_walk_plan_free(QlWalkPlan *plan)
{
    if (!plan) {
        return;
    }
    for (guint i = 0; i < plan->function->def->flow->events->len; i++) {
        if (plan->events[i].edges) {
            g_ptr_array_unref(plan->events[i].edges);
        }
    }
    ql_atoms_free(plan->atoms);
    g_free(plan->same);
    g_clear_pointer(&plan->apart, g_hash_table_unref);
    g_free(plan->events);
    g_free(plan);
}

const GPtrArray *ql_walk_plan_edges(const QlWalkPlan *plan, const QlEvent *event)
{
    return event_plan(plan, event)->edges;
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

static int entry_depth(const QlState *state, int lock_class)
{
    for (guint i = 0; i < state->n_predicates; i++) {
        if (state->predicates[i].lock_class == lock_class) {
            return state->predicates[i].depth;
        }
    }
    return -1;
}

int ql_state_depth(const QlState *state, int lock_class)
{
    int entry = entry_depth(state, lock_class);
    int delta = delta_of(state, lock_class);
    if (entry >= 0) {
        return MAX(entry + delta, 0);
    }
    if (delta > 0) {
        return delta;
    }
    return delta < 0 ? 0 : -1;
}

/*
 * Effects stay sorted by lock and never hold a zero, so that equal states compare equal. Depth ends
 * at MAX_DELTA, so that a loop which takes one lock after the other ends, too.
 */
static gboolean change_depth(QlState *state, QlLockRef lock, int delta)
{
    if (ABS(delta_of(state, lock) + delta) > MAX_DELTA) {
        return TRUE;
    }
    guint i = 0;
    while (i < state->n_effects && state->effects[i].lock < lock) {
        i++;
    }
    gboolean exists = i < state->n_effects && state->effects[i].lock == lock;
    if (!exists && state->n_effects == QL_MAX_EFFECTS) {
        return FALSE;
    }
    if (!exists) {
        memmove(&state->effects[i + 1], &state->effects[i],
                (state->n_effects - i) * sizeof(QlEffect));
        state->effects[i] = (QlEffect){lock, 0};
        state->n_effects++;
    }
    state->effects[i].delta += delta;
    if (state->effects[i].delta == 0) {
        state->n_effects--;
        memmove(&state->effects[i], &state->effects[i + 1],
                (state->n_effects - i) * sizeof(QlEffect));
        memset(&state->effects[state->n_effects], 0, sizeof(QlEffect));
    }
    return TRUE;
}

static void learn_entry_depth(QlState *state, int lock_class, int depth)
{
    guint i = 0;
    if (state->n_predicates == QL_MAX_PREDICATES) {
        return; /* knowing less is safe */
    }
    while (i < state->n_predicates && state->predicates[i].lock_class < lock_class) {
        i++;
    }
    memmove(&state->predicates[i + 1], &state->predicates[i],
            (state->n_predicates - i) * sizeof(QlPredicateValue));
    state->predicates[i] = (QlPredicateValue){lock_class, depth};
    state->n_predicates++;
}

static void set_fact(const Walk *walk, QlState *state, QlExprRef ref, gboolean truth)
{
    gboolean negated;
    guint64 atom = ql_atoms_of(walk->plan->atoms, ref, &negated);
    state->known |= atom;
    state->value = (truth ^ negated) ? state->value | atom : state->value & ~atom;
}

/* The predicate's name (see QlPredicateValue) for a parameter or what it points to; 0 if neither.
 */
static gint32 param_subject(const Walk *walk, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(walk->flow, ref);
    gboolean deref = expr->kind == QL_EXPR_DEREF;
    expr = deref ? ql_flow_expr(walk->flow, expr->a) : expr;
    if (!walk->plan->asks_params || expr->kind != QL_EXPR_PARAM || expr->value >= 64 ||
        (walk->plan->written >> expr->value & 1)) {
        return 0;
    }
    return (deref ? -2 : -1) - 2 * (gint32)expr->value;
}

static void learn_param(const Walk *walk, QlState *state, QlExprRef ref, gboolean truth)
{
    gboolean negated;
    gint32 subject = param_subject(walk, ql_atoms_strip(walk->flow, ref, &negated));
    if (subject && entry_depth(state, subject) < 0) {
        learn_entry_depth(state, subject, truth ^ negated);
    }
}

/* Whether @ref compares two locks that are assumed to differ. */
static gboolean is_assumed(const Walk *walk, QlExprRef ref)
{
    return walk->assumes && walk->plan->apart &&
           g_hash_table_contains(walk->plan->apart, GUINT_TO_POINTER(ref));
}

/* -1 unknown, else the truth of @ref. */
static int evaluate(const Walk *walk, const QlState *state, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(walk->flow, ref);
    gboolean negated;
    switch (expr->kind) {
    case QL_EXPR_INT: return expr->value != 0;
    case QL_EXPR_STRING:
    case QL_EXPR_FUNCTION:
    case QL_EXPR_ADDR: return 1;
    default: break;
    }
    if (is_assumed(walk, ref)) {
        return expr->op == QL_OP_NE;
    }
    guint64 atom = ql_atoms_of(walk->plan->atoms, ref, &negated);
    if (atom && (state->known & atom)) {
        return ((state->value & atom) != 0) ^ negated;
    }
    gint32 subject = param_subject(walk, ref);
    if (subject) {
        return entry_depth(state, subject);
    }
    if (expr->kind == QL_EXPR_UNARY && expr->op == '!') {
        int inner = evaluate(walk, state, expr->a);
        return inner < 0 ? -1 : !inner;
    }
    return -1;
}

static void emit(GArray *out, const QlState *state)
{
    g_array_append_vals(out, state, 1);
}

static void emit_with_result(const Walk *walk, GArray *out, QlState state, const QlEvent *event,
                             gboolean truth)
{
    QlExprRef result = event_plan(walk->plan, event)->result;
    if (result) {
        set_fact(walk, &state, result, truth);
    }
    emit(out, &state);
}

static void step_held(Walk *walk, const QlEvent *event, const QlOp *op, const QlState *state,
                      GArray *out)
{
    if (op->lock < 0) {
        emit(out, state);
        return;
    }
    int depth = ql_state_depth(state, op->lock);
    if (depth > 0 && op->necessary) {
        emit_with_result(walk, out, *state, event, TRUE);
        emit_with_result(walk, out, *state, event, FALSE);
        return;
    }
    if (depth >= 0) {
        emit_with_result(walk, out, *state, event, (depth > 0) == op->nonzero);
        return;
    }
    for (int held = 0; held <= 1; held++) {
        QlState next = *state;
        learn_entry_depth(&next, op->lock, held);
        emit_with_result(walk, out, next, event, held == op->nonzero);
    }
}

static QlLockRef identify(const Walk *walk, const QlEvent *event, QlExprRef object, QlLockRef lock)
{
    return walk->paths->identify ? walk->paths->identify(event, object, lock, walk->client->user)
                                 : lock;
}

static void step_try(Walk *walk, const QlEvent *event, const QlOp *op, const QlState *state,
                     GArray *out)
{
    QlState taken = *state;
    walk->result.bounded |= !change_depth(&taken, identify(walk, event, op->argument, op->lock), 1);
    emit_with_result(walk, out, taken, event, op->nonzero);
    emit_with_result(walk, out, *state, event, !op->nonzero);
}

static void report_op(const Walk *walk, const QlEvent *event, const QlOp *op, const QlState *state)
{
    if (walk->client->op) {
        walk->client->op(event, op, state, walk->client->user);
    }
}

/* Who takes or drops the lock behind a pointer has one. */
static void learn_object(const Walk *walk, const QlOp *op, QlState *state)
{
    switch (ql_flow_expr(walk->flow, op->argument)->kind) {
    case QL_EXPR_LOCAL:
    case QL_EXPR_PARAM:
    case QL_EXPR_FIELD: set_fact(walk, state, op->argument, TRUE); break;
    default: break;
    }
}

static void step_op(Walk *walk, const QlEvent *event, const QlOp *op, const QlState *state,
                    GArray *out)
{
    QlState next = *state;
    if (op->kind == QL_OP_COND_WAIT && op->lock != QL_LOCK_UNKNOWN) {
        walk->result.bounded |= !change_depth(&next, op->lock, -1); /* held by nobody meanwhile */
        report_op(walk, event, op, &next);
        emit(out, state);
        return;
    }
    report_op(walk, event, op, state);
    if (op->lock == QL_LOCK_UNKNOWN) {
        emit(out, state);
        return;
    }
    switch (op->kind) {
    case QL_OP_ACQUIRE:
    case QL_OP_RELEASE:
        walk->result.bounded |= !change_depth(&next, identify(walk, event, op->argument, op->lock),
                                              op->kind == QL_OP_ACQUIRE ? 1 : -1);
        learn_object(walk, op, &next);
        if (op->returns_lock) {
            emit_with_result(walk, out, next, event, TRUE);
        } else {
            emit(out, &next);
        }
        break;
    case QL_OP_TRY: step_try(walk, event, op, state, out); break;
    case QL_OP_HELD: step_held(walk, event, op, state, out); break;
    default: emit(out, state); break;
    }
}

/* A callee's lock in the caller's terms. */
static QlLockRef translate(const Walk *walk, const QlEvent *event, QlLockRef lock)
{
    QlExprRef arg = lock < 0 ? ql_flow_arg(walk->flow, event, (guint)(-1 - lock)) : 0;
    lock = arg ? ql_lock_classes_of_expr(walk->plan->classes, walk->plan->function, arg) : lock;
    return lock == QL_LOCK_UNKNOWN ? lock : identify(walk, event, arg, lock);
}

/*
 * What a callee's predicate on a parameter is about here: an expression, or 0. @own: the predicate
 * on a parameter of this function that says the same, or 0.
 */
static QlExprRef argument_subject(const Walk *walk, const QlEvent *event, gint32 subject,
                                  gint32 *own)
{
    QlExprRef arg = ql_flow_arg(walk->flow, event, (guint)(-1 - subject) / 2);
    const QlExpr *expr = ql_flow_expr(walk->flow, arg);
    gboolean deref = (-1 - subject) % 2;
    if (!deref || expr->kind == QL_EXPR_ADDR) {
        arg = deref ? expr->a : arg;
        *own = param_subject(walk, arg);
        return arg;
    }
    gint32 pointer = param_subject(walk, arg);
    *own = expr->kind == QL_EXPR_PARAM && pointer ? pointer - 1 : 0;
    return 0;
}

static gboolean assume_about_argument(const Walk *walk, const QlEvent *event,
                                      const QlPredicateValue *predicate, QlState *state)
{
    gint32 own = 0;
    QlExprRef arg = argument_subject(walk, event, predicate->lock_class, &own);
    int truth = arg ? evaluate(walk, walk->before, arg) : -1;
    truth = truth < 0 && own ? entry_depth(state, own) : truth;
    if (truth < 0 && own) {
        learn_entry_depth(state, own, predicate->depth);
    }
    return truth < 0 || truth == (predicate->depth > 0);
}

static gboolean assume_predicates(const Walk *walk, const QlEvent *event, const QlOutcome *outcome,
                                  QlState *state)
{
    for (guint i = 0; i < outcome->n_predicates; i++) {
        const QlPredicateValue *predicate = &outcome->predicates[i];
        if (predicate->lock_class < 0) {
            if (!assume_about_argument(walk, event, predicate, state)) {
                return FALSE;
            }
            continue;
        }
        int depth = ql_state_depth(state, predicate->lock_class);
        if (depth >= 0 && (depth > 0) != (predicate->depth > 0)) {
            return FALSE;
        }
        if (depth < 0) {
            learn_entry_depth(state, predicate->lock_class, predicate->depth);
        }
    }
    return TRUE;
}

static void apply_outcome(Walk *walk, const QlEvent *event, const QlOutcome *outcome,
                          const QlState *state, GArray *out)
{
    QlState next = *state;
    if (!assume_predicates(walk, event, outcome, &next)) {
        return;
    }
    for (guint i = 0; i < outcome->n_effects; i++) {
        QlEffect effect = outcome->effects[i];
        effect.lock = translate(walk, event, effect.lock);
        if (effect.lock == QL_LOCK_UNKNOWN) {
            continue;
        }
        if (walk->client->gain) {
            walk->client->gain(event, &effect, state, walk->client->user);
        }
        walk->result.bounded |= !change_depth(&next, effect.lock, effect.delta);
    }
    if (outcome->result == QL_RETURN_UNKNOWN) {
        emit(out, &next);
    } else {
        emit_with_result(walk, out, next, event, outcome->result == QL_RETURN_NONZERO);
    }
}

/* An outcome that only says less than "nothing happens" where some target does nothing. */
static gboolean adds_nothing(const QlOutcome *outcome)
{
    return outcome->n_effects == 0;
}

/* A callback's effects happen inside the function it is passed to, a gateway's are not followed. */
static const QlSummary *summary_of(const Walk *walk, const QlCallEdge *edge)
{
    if (edge->kind == QL_HOP_CALLBACK || edge->gateway) {
        return NULL;
    }
    return walk->client->summary(edge->callee, walk->client->user);
}

static gboolean has_plain_target(const Walk *walk, const GPtrArray *edges)
{
    gboolean any = FALSE;
    for (guint i = 0; edges && i < edges->len; i++) {
        const QlCallEdge *edge = edges->pdata[i];
        if (edge->kind == QL_HOP_CALLBACK) {
            continue;
        }
        any = TRUE;
        if (!summary_of(walk, edge)) {
            return TRUE;
        }
    }
    return !any;
}

static void apply_summaries(Walk *walk, const QlEvent *event, const GPtrArray *edges,
                            gboolean plain, const QlState *state, GArray *out)
{
    for (guint i = 0; edges && i < edges->len; i++) {
        const QlCallEdge *edge = edges->pdata[i];
        const QlSummary *summary = summary_of(walk, edge);
        for (guint k = 0; summary && k < summary->outcomes->len; k++) {
            const QlOutcome *outcome = &g_array_index(summary->outcomes, QlOutcome, k);
            if (!plain || !adds_nothing(outcome)) {
                apply_outcome(walk, event, outcome, state, out);
            }
        }
    }
}

static void step_call(Walk *walk, const QlEvent *event, const EventPlan *plan, const QlState *state,
                      GArray *out)
{
    if (plan->op && plan->op->kind == QL_OP_WAIT) {
        report_op(walk, event, plan->op, state); /* and what it does while it waits */
    } else if (plan->op) {
        step_op(walk, event, plan->op, state, out);
        return;
    }
    if (walk->client->call) {
        walk->client->call(event, state, walk->client->user);
    }
    gboolean plain = has_plain_target(walk, plan->edges);
    if (plain) {
        emit(out, state);
    }
    apply_summaries(walk, event, plan->edges, plain, state, out);
}

static void step_assign(const Walk *walk, const QlEvent *event, QlState *state, int old, int value)
{
    gboolean negated;
    int result = -1;
    switch (event->assign) {
    case QL_ASSIGN_SET: result = value; break;
    case QL_ASSIGN_OR:
        result = old == 1 || value == 1 ? 1 : (old == 0 && value == 0 ? 0 : -1);
        break;
    case QL_ASSIGN_AND: result = old == 0 || value == 0 ? 0 : -1; break;
    default: break;
    }
    if (result >= 0 && ql_atoms_of(walk->plan->atoms, event->target, &negated)) {
        set_fact(walk, state, event->target, result);
    }
}

static void step_event(Walk *walk, const QlEvent *event, const QlState *state, GArray *out)
{
    const EventPlan *plan = event_plan(walk->plan, event);
    QlState next = *state;
    int value = event->kind == QL_EVENT_ASSIGN ? evaluate(walk, state, event->value) : -1;
    int old = event->kind == QL_EVENT_ASSIGN ? evaluate(walk, state, event->target) : -1;
    next.known &= ~plan->killed;
    next.value &= next.known;
    if (event->kind == QL_EVENT_ASSIGN) {
        step_assign(walk, event, &next, old, value);
        emit(out, &next);
        return;
    }
    walk->before = state;
    step_call(walk, event, plan, &next, out);
}

static gboolean contains_state(const GArray *states, const QlState *state)
{
    for (guint i = 0; i < states->len; i++) {
        if (memcmp(&g_array_index(states, QlState, i), state, sizeof *state) == 0) {
            return TRUE;
        }
    }
    return FALSE;
}

static void add_work(Walk *walk, guint block, guint state, gboolean rough)
{
    QlTrail *trail = g_new0(QlTrail, 1);
    *trail = (QlTrail){walk->trail, block, rough || (walk->trail && walk->trail->rough)};
    g_ptr_array_add(walk->trails, trail);
    Work work = {state, trail};
    g_array_append_val(walk->work, work);
}

static void reach(Walk *walk, guint block, QlState state)
{
    GArray *states = walk->seen->pdata[block];
    if (!states) {
        states = walk->seen->pdata[block] = g_array_new(FALSE, FALSE, sizeof(QlState));
    }
    guint64 live = ql_atoms_live_in(walk->plan->atoms, block);
    gboolean rough = states->len >= MAX_STATES;
    if (rough) {
        walk->result.bounded = TRUE;
        live &= ql_atoms_guards(walk->plan->atoms);
    }
    state.known &= live;
    state.value &= state.known;
    if (states->len >= MAX_STATES_WITHOUT_FACTS || contains_state(states, &state)) {
        return;
    }
    g_array_append_val(states, state);
    add_work(walk, block, states->len - 1, rough);
}

static void leave(Walk *walk, const QlBlock *block, const QlState *state)
{
    QlOutcome outcome;
    memset(&outcome, 0, sizeof outcome);
    int value = block->cond ? evaluate(walk, state, block->cond) : -1;
    outcome.result = value < 0 ? QL_RETURN_UNKNOWN : value ? QL_RETURN_NONZERO : QL_RETURN_ZERO;
    outcome.n_effects = state->n_effects;
    outcome.n_predicates = state->n_predicates;
    memcpy(outcome.effects, state->effects, sizeof outcome.effects);
    memcpy(outcome.predicates, state->predicates, sizeof outcome.predicates);
    for (guint i = 0; i < walk->result.outcomes->len; i++) {
        if (memcmp(&g_array_index(walk->result.outcomes, QlOutcome, i), &outcome, sizeof outcome) ==
            0) {
            return;
        }
    }
    g_array_append_val(walk->result.outcomes, outcome);
}

static void follow_branch(Walk *walk, const QlBlock *block, const QlState *state)
{
    int truth = evaluate(walk, state, block->cond);
    for (guint i = 0; i < block->n_edges; i++) {
        const QlEdge *edge = ql_flow_edge(walk->flow, block, i);
        gboolean taken = edge->kind == QL_EDGE_TRUE;
        if (truth >= 0 && truth != taken) {
            continue;
        }
        QlState next = *state;
        set_fact(walk, &next, block->cond, taken);
        learn_param(walk, &next, block->cond, taken);
        reach(walk, edge->target, next);
    }
}

/*
 * A switch tells whether its value is zero: each case of the literal 0 says that it is, each other
 * one that does not cover 0 that it is not, and so does the default if there is a case for 0.
 */
static void follow_switch(Walk *walk, const QlBlock *block, const QlState *state)
{
    int truth = evaluate(walk, state, block->cond);
    gboolean has_zero = FALSE;
    for (guint i = 0; i < block->n_edges; i++) {
        const QlEdge *edge = ql_flow_edge(walk->flow, block, i);
        has_zero |= edge->kind == QL_EDGE_CASE && edge->low <= 0 && edge->high >= 0;
    }
    for (guint i = 0; i < block->n_edges; i++) {
        const QlEdge *edge = ql_flow_edge(walk->flow, block, i);
        gboolean is_case = edge->kind == QL_EDGE_CASE;
        gboolean zero = is_case ? edge->low <= 0 && edge->high >= 0 : !has_zero;
        gboolean nonzero = !is_case || edge->low < 0 || edge->high > 0;
        if ((truth == 0 && !zero) || (truth == 1 && !nonzero)) {
            continue;
        }
        QlState next = *state;
        if (zero != nonzero) {
            set_fact(walk, &next, block->cond, nonzero);
        }
        reach(walk, edge->target, next);
    }
}

static void finish_block(Walk *walk, const QlBlock *block, const QlState *state)
{
    switch (block->term) {
    case QL_TERM_RETURN:
        leave(walk, block, state);
        if (walk->paths->leave) {
            walk->paths->leave(walk->trail->block, state, walk->client->user);
        }
        break;
    case QL_TERM_BRANCH: follow_branch(walk, block, state); break;
    case QL_TERM_SWITCH: follow_switch(walk, block, state); break;
    default:
        for (guint i = 0; i < block->n_edges; i++) {
            reach(walk, ql_flow_edge(walk->flow, block, i)->target, *state);
        }
        break;
    }
}

static void run_block(Walk *walk, const QlTrail *trail, QlState state)
{
    const QlBlock *block = ql_flow_block(walk->flow, trail->block);
    walk->trail = trail;
    if (walk->paths->enter) {
        walk->paths->enter(trail, walk->client->user);
    }
    GArray *now = g_array_new(FALSE, FALSE, sizeof(QlState));
    GArray *next = g_array_new(FALSE, FALSE, sizeof(QlState));
    emit(now, &state);
    for (guint i = 0; i < block->n_events && now->len; i++) {
        g_array_set_size(next, 0);
        for (guint k = 0; k < now->len && k < MAX_STATES_WITHOUT_FACTS; k++) {
            step_event(walk, ql_flow_event(walk->flow, block, i), &g_array_index(now, QlState, k),
                       next);
        }
        walk->result.bounded |= now->len > MAX_STATES_WITHOUT_FACTS;
        GArray *swap = now;
        now = next;
        next = swap;
    }
    for (guint k = 0; k < now->len; k++) {
        finish_block(walk, block, &g_array_index(now, QlState, k));
    }
    g_array_unref(now);
    g_array_unref(next);
}

static void states_unref(gpointer states)
{
    if (states) {
        g_array_unref(states);
    }
}

static void walk_from(Walk *walk, const QlState *entry)
{
    reach(walk, 0, *entry);
    while (walk->work->len) {
        Work work = g_array_index(walk->work, Work, walk->work->len - 1);
        g_array_set_size(walk->work, walk->work->len - 1);
        const GArray *states = walk->seen->pdata[work.trail->block];
        run_block(walk, work.trail, g_array_index(states, QlState, work.state));
    }
}

static QlWalkResult walk_all(Walk walk, const QlState *entry)
{
    walk.flow = walk.plan->function->def->flow;
    walk.result.outcomes = g_array_new(FALSE, FALSE, sizeof(QlOutcome));
    if (walk.flow->blocks->len == 0) {
        return walk.result;
    }
    walk.seen = g_ptr_array_new_with_free_func(states_unref);
    g_ptr_array_set_size(walk.seen, (int)walk.flow->blocks->len);
    walk.work = g_array_new(FALSE, FALSE, sizeof(Work));
    walk.trails = g_ptr_array_new_with_free_func(g_free);
    walk_from(&walk, entry);
    g_ptr_array_unref(walk.seen);
    g_ptr_array_unref(walk.trails);
    g_array_unref(walk.work);
    return walk.result;
}

QlWalkResult ql_walk(QlWalkPlan *plan, const QlState *entry, const QlWalkClient *client)
{
    static const QlPathClient nobody;
    return walk_all((Walk){.plan = plan, .client = client, .paths = &nobody, .assumes = TRUE},
                    entry);
}

QlWalkResult ql_walk_paths(QlWalkPlan *plan, const QlState *entry, const QlWalkClient *client,
                           const QlPathClient *paths)
{
    return walk_all((Walk){.plan = plan, .client = client, .paths = paths}, entry);
}
