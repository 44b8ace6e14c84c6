/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contexts: which functions are reached from the roots, with which tracked locks held, on which
 * kind of thread. Explored top-down, cheapest path first, so that every context knows a good way
 * back to its root.
 */
#ifndef QL_CONTEXTS_H
#define QL_CONTEXTS_H

#include "summaries.h"

/** Depths of the tracked classes, three bits each; a depth above 7 counts as 7. */
typedef guint64 QlLockset;
#define QL_MAX_TRACKED 20

/** Position in a lockset of the lock that one search follows besides the tracked ones (focus.h). */
#define QL_FOCUS_POSITION QL_MAX_TRACKED

/** Which classes the lockset of a context holds. */
typedef struct QlTracked {
    guint n;
    int classes[QL_MAX_TRACKED]; /* class index by position in the lockset; of contexts: ascending
                                  */
} QlTracked;

/** Position of @lock_class in the lockset, or -1. */
int ql_tracked_position(const QlTracked *tracked, int lock_class);

/** Depth at @position of @lockset, and @lockset with another depth there. */
guint ql_lockset_depth(QlLockset lockset, guint position);
QlLockset ql_lockset_with(QlLockset lockset, guint position, guint depth);

/** How deep @lock_class is held in @lockset; 0 also if it is not tracked. */
guint ql_tracked_depth(const QlTracked *tracked, QlLockset lockset, int lock_class);

/** One thing a function does in one context: a call edge taken, or an operation on a lock. */
typedef struct QlSite {
    const QlEvent *event;
    const QlCallEdge *edge; /* call; NULL: an operation */
    guint8 op;              /* QlOpKind */
    gboolean by_callee;     /* the operation happens somewhere inside what is called */
    int lock_class;         /* operation: its class */
    QlLockset lockset;      /* before it */
} QlSite;

/** One call on a way through the program. */
typedef struct QlHop {
    const QlFunction *function;
    const QlEvent *event;   /* the call it makes there */
    const QlCallEdge *edge; /* to the next hop's function; NULL: the way ends here */
} QlHop;

typedef struct QlContext QlContext;
struct QlContext {
    const QlFunction *function;
    QlLockset lockset; /* at entry */
    guint index;       /* position in ql_contexts_all() */
    guint thread;      /* index into the program's threads */
    guint cost;        /* of the cheapest path from a root */
    guint doubt;       /* of that path: see ql_hop_doubt() */
    gboolean settled;
    const QlRoot *root;      /* it starts here, if the cheapest path is empty */
    const QlContext *parent; /* else: who calls it … */
    const QlSite *site;      /* … and where */
    const GArray *sites;     /* QlSite, in order of the walk; shared by threads */
    QlContext **callees;     /* private: where each site's call leads, or NULL */
};

typedef struct QlContexts QlContexts;

/** Explores everything reachable from the program's roots. */
QlContexts *ql_contexts_explore(QlProgram *program, QlLockClasses *classes, QlSummaries *summaries,
                                const QlAnnotations *annotations, const QlTracked *tracked);
void ql_contexts_free(QlContexts *contexts);

/** All contexts, QlContext*, in order of discovery (which depends on content alone). */
const GPtrArray *ql_contexts_all(const QlContexts *contexts);

/** The context that taking call @site out of @context leads to. */
const QlContext *ql_contexts_callee(const QlContexts *contexts, const QlContext *context,
                                    const QlSite *site);

/** The functions that do something to @lock_class, or call what takes or drops it: QlFunction*, in
 * an order that depends on content alone. The array belongs to @contexts; NULL: none does. */
const GPtrArray *ql_contexts_touching(QlContexts *contexts, int lock_class);

/** The contexts of @function, QlContext*; NULL: it is not reached. */
const GPtrArray *ql_contexts_of(QlContexts *contexts, const QlFunction *function);

/** Whether @function is one of ql_contexts_touching(). */
gboolean ql_contexts_touches(QlContexts *contexts, const QlFunction *function, int lock_class);

/**
 * The sites of @function when entered with @lockset and with untracked @lock_class held @depth
 * deep. Their locksets have its depth at QL_FOCUS_POSITION. Free with g_array_unref().
 */
GArray *ql_contexts_focused_sites(QlContexts *contexts, const QlFunction *function,
                                  QlLockset lockset, int lock_class, guint depth);

/**
 * The calls that @context makes without an edge being followed: of functions that no TU defines, by
 * name, and of those that are operations, whether or not their lock is known. QlSite elements with
 * event and lockset; they depend on function and lockset alone. Free with g_array_unref().
 */
GArray *ql_contexts_other_calls(QlContexts *contexts, const QlContext *context);

/**
 * How much a hop leaves open, in hundredths of a bit: 100 · log2(targets). A path adds these up;
 * one above QL_MAX_DOUBT is one guess among thousands and is not followed.
 */
guint ql_hop_doubt(const QlCallEdge *edge);
#define QL_MAX_DOUBT 1000

/**
 * What a path's confidence is divided by at a hop: 1 + 0.15 · log2(targets). docs/findings.md
 * states it for users.
 */
double ql_hop_discount(const QlCallEdge *edge);

/** What a path's root leaves of it: 0.95 if it is a deferred callback, else 1. */
double ql_root_confidence(const QlRoot *root);

/** Edges that were not followed because of QL_MAX_DOUBT. */
guint ql_contexts_doubted(const QlContexts *contexts);

/** Cost of one hop: 10, and more the more targets an indirect call has. */
guint ql_hop_cost(const QlCallEdge *edge);

#endif
