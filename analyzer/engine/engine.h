/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine: lock classes, summaries and contexts of a linked program, and the search for paths on
 * which something forbidden happens under given locks. Knows no rule and no name of the program.
 */
#ifndef QL_ENGINE_H
#define QL_ENGINE_H

#include "finding.h"
#include "focus.h"
#include "same_object.h"

/** What the analysis did and where it had to approximate; for the coverage line. */
typedef struct QlEngineCounts {
    guint lock_classes;
    guint lock_ops;
    guint unidentified; /* lock operations whose object is unknown */
    guint walked;       /* functions that needed the path-sensitive pass */
    guint with_effect;  /* functions with a net effect on a lock */
    guint ambiguous;    /* functions whose net effect could not be told */
    guint bounded;      /* functions of which some walk hit a bound */
    guint roots;
    guint contexts;
    guint doubted; /* calls not followed because the path there is one guess among too many */
    guint reached; /* functions reached from some root */
} QlEngineCounts;

typedef struct QlEngine {
    QlProgram *program;
    const QlAnnotations *annotations;
    QlLockClasses *classes;
    QlSummaries *summaries;
    QlTracked tracked;
    QlContexts *contexts;
    QlEngineCounts counts;
    struct QlProcess *process; /* ql_engine_process() makes it */
    GHashTable *kept_locks;    /* of contention.c */
} QlEngine;

/**
 * Analyses @program. @tracked names the classes that contexts tell apart (at most QL_MAX_TRACKED,
 * NULL-terminated): what the rules ask about. Program and annotations must outlive the engine.
 */
QlEngine *ql_engine_new(QlProgram *program, const QlAnnotations *annotations,
                        const char *const *tracked);
void ql_engine_free(QlEngine *engine);

/** What is searched for: an operation on one of @forbidden under a lockset. */
typedef struct QlQuery {
    QlTracked holding;     /* tracked classes and facts that must all be held there */
    QlTracked twice;       /* … more than once */
    QlTracked not_holding; /* … of which none may be held there */
    int taken; /* a class that the holder itself has to take; -1: it may start with all */
    int focus; /* a class that is not tracked and must be held there; -1: none */
    const GArray *forbidden;  /* int: classes whose acquisition (or wait) is searched for; NULL:
                               * every  acquisition */
    const GArray *threads;    /* guint: thread indexes to look at; NULL: all */
    const QlFunction *holder; /* the only holder to look at, besides threads; NULL: all */
    const guint8 *leads;      /* what ql_engine_leads() says of the forbidden; NULL: ask it */
    guint max_witnesses;      /* per violation */
    guint max_doubt;          /* of the way from the holder to the violator: see ql_hop_doubt() */
    gboolean compare_objects; /* fill QlViolation.objects */
    gboolean any_wait;        /* believe that who takes a lock waits for it */
} QlQuery;

/** A query for @forbidden on all threads, under nothing yet. @forbidden must outlive it. */
QlQuery ql_query_new(const GArray *forbidden, guint max_witnesses);

/** Makes @query ask also that @lock_class be held, tracked or not; one that is not, at most. */
void ql_query_hold(const QlEngine *engine, QlQuery *query, int lock_class);

/**
 * A holder takes the locks, a violator does what is forbidden while they are held. Where a thread's
 * callbacks all start with the locks, that is nobody's doing: the violator stands for the holder.
 */
typedef struct QlViolation {
    const QlFunction *holder;
    const QlFunction *violator;
    guint thread;         /* of a focus: that of the best witness */
    int lock_class;       /* whose acquisition is forbidden */
    guint doubt;          /* of the cheapest way from the holder to the violator … */
    const QlEvent *first; /* … and what it begins with in the holder */
    QlLockset lockset;    /* held there */
    GPtrArray *witnesses; /* QlWitness*, cheapest first, with different last hops */
    GArray *confidences;  /* double, parallel to witnesses */
    GArray *objects; /* guint8, QlSameObject: whether the focus that is held and the lock that is
                      * taken are one object; likewise */
} QlViolation;

/**
 * By function index: whether the function, or what it may call, does something to one of @forbidden
 * (int; NULL: takes any lock). Free with g_free().
 */
guint8 *ql_engine_leads(const QlEngine *engine, const GArray *forbidden);

/** All violations of @query, in an order that depends on content alone. QlViolation* elements. */
GPtrArray *ql_engine_search(const QlEngine *engine, const QlQuery *query);
void ql_violation_free(QlViolation *violation);

/** How a requirement is known. */
typedef enum QlDutySource {
    QL_DUTY_ASSERTED,  /* the code ends the program if it is not met */
    QL_DUTY_NAMED,     /* the annotations name the function */
    QL_DUTY_DOCUMENTED /* a comment above the function demands it */
} QlDutySource;

/**
 * A function that requires a lock (or its absence) is reached without. The holder is to blame: it
 * has or gets what is required and loses it, or is never entered with it. If nobody is, it is who
 * calls the requirer.
 */
typedef struct QlUnmet {
    const QlFunction *holder;
    const QlFunction *callee;   /* called by the holder without what is required */
    const QlFunction *requirer; /* where the first witness ends: the callee, or reached from it */
    int lock_class;
    gboolean without;     /* it must not be held */
    gboolean annotated;   /* the annotations say so for some witness; else the code asserts it */
    GPtrArray *witnesses; /* QlWitness*, sure ones first, then cheapest; they may end in several
                           * requirers */
    GArray *confidences;  /* double, parallel to witnesses */
} QlUnmet;

/** All of them, in an order that depends on content alone. QlUnmet* elements. */
GPtrArray *ql_engine_unmet(const QlEngine *engine, guint max_witnesses);
void ql_unmet_free(QlUnmet *unmet);

/**
 * The calls made in some context on thread @thread (index into the program's threads; -1: any)
 * while @lock_class, which must be tracked, is held (-1: whatever is held). A set of QlCallEdge*
 * taken and of QlEvent* that call a function which no TU defines, whether or not it returns; free
 * with g_hash_table_unref(). Each call is judged by itself: two of them need not be possible one
 * after the other.
 */
GHashTable *ql_engine_calls(const QlEngine *engine, int thread, int lock_class);

/** How many functions threads of kind @kind reach, in any context; what is an operation on a lock
 * is none. */
guint ql_engine_reach(const QlEngine *engine, const char *kind);

#endif
