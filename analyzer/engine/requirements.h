/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What functions require of their callers: a lock held or not held. Assertions in the code say so,
 * and the annotations' requirements, by name or by what a comment demands.
 */
#ifndef QL_REQUIREMENTS_H
#define QL_REQUIREMENTS_H

#include "engine.h"

/** One thing that one function requires. */
typedef struct QlDuty {
    const QlFunction *function;
    const QlEvent *event; /* ASSERTED: the call that asks whether it is so; else NULL: at entry */
    int lock_class;
    gboolean without;           /* it must not be held */
    gboolean conditional;       /* ASSERTED: not on all paths, or only if something else is so */
    guint8 source;              /* QlDutySource */
    const char *text;           /* DOCUMENTED: the comment's demand; else "" */
    const QlRequirement *entry; /* the annotation's; ASSERTED: NULL */
} QlDuty;

/**
 * All duties, QlDuty elements, by function and event: of @program under @classes and @annotations.
 * Free with g_array_unref().
 */
GArray *ql_requirements_find(const QlProgram *program, const QlLockClasses *classes,
                             const QlAnnotations *annotations);

#endif
