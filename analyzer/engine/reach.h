/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which functions are reached from some calls, each by the cheapest path; locks play no part. Edges
 * that the thread's kind does not follow are not, nor paths that are one guess among thousands
 * (QL_MAX_DOUBT).
 */
#ifndef QL_REACH_H
#define QL_REACH_H

#include "contexts.h"

typedef struct QlReached QlReached;
struct QlReached {
    const QlFunction *function;
    const QlReached *from;  /* who calls it; NULL: a start */
    const QlCallEdge *edge; /* by this call; NULL: it is a root */
    guint origin;           /* of the start: what ql_reach_start() was told */
    guint cost;
    guint doubt;
};

typedef struct QlReach QlReach;

/** Whether an edge may be taken, in addition to what the class comment says; NULL: it may. */
typedef gboolean (*QlReachFilter)(const QlCallEdge *edge, gpointer user);

/** An empty search on threads of @kind. @filter is not asked about starts. */
QlReach *ql_reach_new(const QlProgram *program, const char *kind, QlReachFilter filter,
                      gpointer user);
void ql_reach_free(QlReach *reach);

/** @function is reached at @cost, by @edge (NULL: it is a root). @origin is the caller's to use. */
void ql_reach_start(QlReach *reach, const QlFunction *function, const QlCallEdge *edge, guint cost,
                    guint origin);

/** How @function is reached, or NULL: it is not. No start may follow. */
const QlReached *ql_reach_get(QlReach *reach, const QlFunction *function);

/**
 * What is reached number @i, cheapest first; NULL behind the last one. Calls are followed only as
 * far as needed. No start may follow.
 */
const QlReached *ql_reach_at(QlReach *reach, guint i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlReach, ql_reach_free)

#endif
