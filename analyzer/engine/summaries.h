/* SPDX-License-Identifier: Apache-2.0 */
/* Summaries of all functions, computed bottom-up over the call graph's components. */
#ifndef QL_SUMMARIES_H
#define QL_SUMMARIES_H

#include "walk.h"

typedef struct QlSummaries {
    QlLockClasses *classes;
    GPtrArray *by_function; /* QlSummary* or NULL, by function index */
    GPtrArray *plans;       /* QlWalkPlan* or NULL, by function index: functions worth walking */
    guint walked;           /* functions that needed the path-sensitive pass */
    GHashTable *bounded;    /* set of QlFunction*: walks that hit a bound, contexts' included */
    guint ambiguous;        /* … of which have a lock whose net effect could not be told */
    guint with_effect;      /* functions with a net effect on some lock */
} QlSummaries;

/** Computes them for every function of @program. */
QlSummaries *ql_summaries_new(QlProgram *program, QlLockClasses *classes);
void ql_summaries_free(QlSummaries *summaries);

/** Summary of @function; NULL if it does nothing to locks. */
const QlSummary *ql_summaries_get(const QlSummaries *summaries, const QlFunction *function);

/**
 * Turns the outcomes of a walk into a summary under the ambiguity rule: a lock's net effect is kept
 * only if it is a function of (return class, entry predicates); otherwise the function counts as
 * balanced for that lock, and the lock is listed as ambiguous. NULL if nothing is left to say.
 */
QlSummary *ql_summary_from_outcomes(const GArray *outcomes, gboolean bounded);
void ql_summary_free(QlSummary *summary);

#endif
