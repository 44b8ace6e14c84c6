/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the search for requirements that are not met: see unmet.c. */
#ifndef QL_UNMET_PRIVATE_H
#define QL_UNMET_PRIVATE_H

#include "requirements.h"

/* The contexts of one set of tracked classes. */
typedef struct QlUnmetView {
    QlEngine engine;        /* the engine's, or one that tracks other classes */
    GHashTable *called;     /* class -> set of QlFunction* called by who takes it */
    GHashTable *granted[2]; /* class -> set of QlFunction* entered with it; [1]: without it */
} QlUnmetView;

/* A context on the way back. */
typedef struct QlUnmetStep {
    const QlContext *context;
    guint cost;         /* from here to the requirement */
    guint doubt;        /* likewise */
    const QlSite *site; /* call made in context, or NULL: the requirement is here */
    const struct QlUnmetStep *next;
    const struct QlUnmetStep *blamed; /* the holder's step further on, or NULL: not found yet */
} QlUnmetStep;

/* A way to a broken requirement, from the function to blame or from a root. */
typedef struct QlBlame {
    const QlDuty *duty;
    const QlSite *asks;       /* ASSERTED: where */
    const QlUnmetStep *first; /* in the holder, or in a caller of it */
    const QlUnmetStep *at;    /* in the holder; vague: first */
    const QlFunction *holder; /* the function to blame */
    gboolean vague;           /* it is not sure: see ql_blame_the_caller() */
    gboolean skips;           /* vague: but see ql_duty_is_skipped_by() */
    gboolean uncertain;       /* see is_uncertain() */
    gboolean ignored;         /* see ql_unmet_distrust_ignored() */
    guint cost;               /* root to requirement */
} QlBlame;

/** Frees what was computed for @view. */
void ql_unmet_view_clear(QlUnmetView *view);

/** Whether @lockset has what @duty requires. */
gboolean ql_duty_is_met(const QlUnmetView *view, QlLockset lockset, const QlDuty *duty);

/** The functions that some context enters with @duty met. */
GHashTable *ql_duty_granted(QlUnmetView *view, const QlDuty *duty);

/**
 * A lock that nests is taken by everybody who needs it: that some caller far up holds it too says
 * little, and @function is to blame if none of its callers takes it.
 */
gboolean ql_duty_is_skipped_by(QlUnmetView *view, const QlDuty *duty, const QlFunction *function);

/** The functions that require at entry what @duty requires, as a new set. */
GHashTable *ql_duty_sharers(const GArray *duties, const QlDuty *duty);

/** Adds to @blames every way to a context that breaks @duty, one of @duties; steps go to @arena. */
void ql_unmet_search(QlUnmetView *view, const QlDuty *duty, const GArray *duties, GPtrArray *arena,
                     GArray *blames);

/** Who calls the function that requires something; that function, if it is the first. */
const QlFunction *ql_blame_caller(const QlBlame *blame);

/**
 * All functions on the way down from a root are also entered with what is required: then the
 * requirement and who starts the root disagree, and it is one disagreement for all roots.
 */
void ql_blame_the_caller(QlBlame *blame);

/** One call that many functions lead to without what is required is one mistake, or none. Sorts. */
void ql_unmet_generalise(GArray *blames);

/** A demand that more callers ignore than heed is a comment that nobody keeps up. */
void ql_unmet_distrust_ignored(const QlUnmetView *view, const GArray *duties, GArray *blames);

/** Marks the ways on which the requirement may be met all the same. */
void ql_unmet_distrust_uncertain(QlUnmetView *view, GArray *blames);

#endif
