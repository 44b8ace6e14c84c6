/* SPDX-License-Identifier: Apache-2.0 */
/* Locks around a fork. Private to the rules about forks. */
#ifndef QL_FORK_LOCKS_H
#define QL_FORK_LOCKS_H

#include "fork_tale.h"

/** A lock that the thread which forks holds then. */
typedef struct QlForkHeld {
    int lock_class;
    guint hop;            /* whose function takes it */
    const QlEvent *event; /* by this call; NULL: it is held when the way starts */
} QlForkHeld;

/** QlForkHeld, outermost first; a class may be there several times. Free with g_array_unref(). */
GArray *ql_fork_held(const QlRuleRun *run, const QlFork *fork);

/** Whether the function that forks makes @lock_class new in the child, there or in what it calls.
 */
gboolean ql_fork_renews(const QlRuleRun *run, const QlProcess *process, const QlFork *fork,
                        int lock_class);

/** The call of @function that does @kind to @lock_class, or NULL. */
const QlEvent *ql_fork_op(const QlRuleRun *run, const QlFunction *function, QlOpKind kind,
                          int lock_class);

/** The way to who does @kind to @lock_class first in @reach, by certain calls, or NULL. */
const QlReached *ql_fork_who(const QlRuleRun *run, QlReach *reach, QlOpKind kind, int lock_class);

/**
 * Reports, as part of the rule about allocators, a lock that the child takes although one of
 * @threads (QlForkThread*) may have held it at the fork.
 */
void ql_fork_child_lock(QlRuleRun *run, const QlProcess *process, const QlFork *fork,
                        const GPtrArray *threads);

#endif
