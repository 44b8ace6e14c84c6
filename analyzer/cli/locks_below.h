/* SPDX-License-Identifier: Apache-2.0 */
/* Which locks a function may take, and what it may wait for, somewhere below. */
#ifndef QL_LOCKS_BELOW_H
#define QL_LOCKS_BELOW_H

#include "lock_classes.h"

/** One lock class or wait, and the nearest place. */
typedef struct QlBelow {
    int lock_class;
    gboolean waits;  /* else it is taken */
    GPtrArray *hops; /* QlCallEdge*: from the function to where it happens; may be empty */
    const QlFunction *function;
    const QlEvent *event;
} QlBelow;

typedef struct QlBelowList QlBelowList;

/**
 * What @function and those it calls may do, through calls that leave at most @max_doubt in all.
 * Nearest: of least doubt, then of the fewest hops.
 */
QlBelowList *ql_locks_below(QlLockClasses *classes, QlFunction *function, guint max_doubt);
void ql_locks_below_free(QlBelowList *list);

/** QlBelow*: what is taken, then the waits, each by name. */
const GPtrArray *ql_locks_below_all(const QlBelowList *list);

#endif
