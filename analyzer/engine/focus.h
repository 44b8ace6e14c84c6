/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contexts, and besides one lock class that they do not track. To tell all classes apart everywhere
 * would multiply the contexts by thousands; few functions do anything to one class, and all others
 * leave it as it is.
 */
#ifndef QL_FOCUS_H
#define QL_FOCUS_H

#include "contexts.h"

typedef struct QlFocus QlFocus;

/** A context with how deep the followed class is held at its entry. */
typedef struct QlPlace {
    const QlContext *context;
    guint depth;
    const GArray *sites; /* QlSite */
    QlLockset extra;     /* what to add to a site's lockset */
} QlPlace;

/** Follows @lock_class (untracked; -1: none) through @contexts. */
QlFocus *ql_focus_new(QlContexts *contexts, int lock_class);
void ql_focus_free(QlFocus *focus);

/** @context when entered with the class held @depth deep. The sites belong to @focus. */
QlPlace ql_focus_place(QlFocus *focus, const QlContext *context, guint depth);

/** What is held at @site of @place, one of its sites. */
static inline QlLockset ql_place_lockset(const QlPlace *place, const QlSite *site)
{
    return site->lockset | place->extra;
}

/** What is held at the entry of @place. */
QlLockset ql_place_entry(const QlPlace *place);

#endif
