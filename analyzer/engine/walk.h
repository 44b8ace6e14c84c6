/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The path-sensitive walk of one function's flow graph.
 *
 * A state holds what happened to locks since entry (deltas), what was learnt about locks at entry
 * (predicates: from tests and assertions), and which conditions are known (facts: a bit each, kept
 * only while some later condition can use them). Paths that contradict what is known are not
 * followed, which is what makes "taken only if not held, released only if taken" balance.
 */
#ifndef QL_WALK_H
#define QL_WALK_H

#include "lock_classes.h"

#define QL_MAX_EFFECTS 8
#define QL_MAX_PREDICATES 32 /* the tracked classes of a context, and a dozen learnt */

/** Change of one lock's depth since entry. */
typedef struct QlEffect {
    QlLockRef lock;
    gint32 delta;
} QlEffect;

/**
 * What is known at entry of a class (≥ 0), or of a parameter's truth: -1 - 2i for parameter i,
 * -2 - 2i for what it points to.
 */
typedef struct QlPredicateValue {
    gint32 lock_class;
    gint32 depth; /* 0: not held, or zero; else held this deep, or non-zero */
} QlPredicateValue;

typedef struct QlState {
    guint64 known; /* facts whose value is known … */
    guint64 value; /* … and the value */
    guint32 n_effects;
    guint32 n_predicates;
    QlEffect effects[QL_MAX_EFFECTS];               /* by lock */
    QlPredicateValue predicates[QL_MAX_PREDICATES]; /* by class */
} QlState;

typedef enum QlReturnClass { QL_RETURN_UNKNOWN, QL_RETURN_ZERO, QL_RETURN_NONZERO } QlReturnClass;

/** One way a function may end: under which entry predicates, with which value and effects. */
typedef struct QlOutcome {
    QlReturnClass result;
    guint32 n_effects;
    guint32 n_predicates;
    QlEffect effects[QL_MAX_EFFECTS];
    QlPredicateValue predicates[QL_MAX_PREDICATES];
} QlOutcome;

/** What a function does to locks. NULL stands for "nothing, returns anything". */
typedef struct QlSummary {
    GArray *outcomes;  /* QlOutcome; empty: it never returns */
    GArray *ambiguous; /* QlLockRef: locks whose net effect could not be told; counted as none */
} QlSummary;

/** The blocks a walk came through, the last one first. Lives as long as the walk. */
typedef struct QlTrail {
    const struct QlTrail *before; /* NULL: the function's entry */
    guint block;
    gboolean rough; /* facts were forgotten on the way: its conditions may contradict each other */
} QlTrail;

/** Answers the walk's questions and hears what it sees. Any callback but summary may be NULL. */
typedef struct QlWalkClient {
    /** Summary of @callee or NULL. */
    const QlSummary *(*summary)(const QlFunction *callee, gpointer user);
    /** A call of an ordinary function, resolved or not, in @state. */
    void (*call)(const QlEvent *event, const QlState *state, gpointer user);
    /** An operation on a lock in @state (before it). */
    void (*op)(const QlEvent *event, const QlOp *op, const QlState *state, gpointer user);
    /** A callee changed a lock: @effect, in @state (before it). */
    void (*gain)(const QlEvent *event, const QlEffect *effect, const QlState *state, gpointer user);
    gpointer user;
} QlWalkClient;

/** Who also wants to know by which paths. Each may be NULL; they get the client's user. */
typedef struct QlPathClient {
    /**
     * What the walk shall count as the lock that argument @object (0: none) of @event names, which
     * it would count as @lock: a way to tell apart objects of one class.
     */
    QlLockRef (*identify)(const QlEvent *event, QlExprRef object, QlLockRef lock, gpointer user);
    /** The events of a block come next, in a state that @trail leads to. */
    void (*enter)(const QlTrail *trail, gpointer user);
    /** The function returns in @state at the end of block @block, the last one entered. */
    void (*leave)(guint block, const QlState *state, gpointer user);
} QlPathClient;

/** How far a walk got. */
typedef struct QlWalkResult {
    GArray *outcomes; /* QlOutcome, distinct */
    gboolean bounded; /* a cap was hit: some states were merged or dropped */
} QlWalkResult;

/** Per-function tables of the walk, made once: see ql_walk_plan_new(). */
typedef struct QlWalkPlan QlWalkPlan;

/** Prepares walks of @function: which conditions matter, where they are live, who is called. */
QlWalkPlan *ql_walk_plan_new(QlLockClasses *classes, const QlFunction *function);
void ql_walk_plan_free(QlWalkPlan *plan);

/**
 * Walks every path from an entry where @entry holds, but for those on which a lock is the one that
 * QlLock.apart says it is not. Free the result's outcomes.
 */
QlWalkResult ql_walk(QlWalkPlan *plan, const QlState *entry, const QlWalkClient *client);

/** The same for a client that asks about paths: really all of them. */
QlWalkResult ql_walk_paths(QlWalkPlan *plan, const QlState *entry, const QlWalkClient *client,
                           const QlPathClient *paths);

/** The depth of @lock_class in @state: -1 if unknown. */
int ql_state_depth(const QlState *state, int lock_class);

/** Call edges of @event, from the plan's index: QlCallEdge*, or NULL. */
const GPtrArray *ql_walk_plan_edges(const QlWalkPlan *plan, const QlEvent *event);

#endif
