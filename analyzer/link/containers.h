/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of callbacks that a function runs, e.g. lists of notifiers: a list runs what was added to
 * it, not what was added to others. Lists are told apart by the field or global they are. Private
 * to the link layer.
 */
#ifndef QL_CONTAINERS_H
#define QL_CONTAINERS_H

#include "call_sites.h"
#include "program.h"

typedef struct QlContainers QlContainers;

/** What a call of a function that runs a list runs. */
typedef struct QlContainerRun {
    QlSym container;          /* its key; 0: not known, or the caller's parameter */
    gboolean for_caller;      /* the list is a parameter: the calls of this caller run it */
    const QlContainer *entry; /* the annotation */
    const GPtrArray *targets; /* QlFunction*: what is in it; NULL if anything may be */
} QlContainerRun;

/** Finds what is added to which container. */
QlContainers *ql_containers_new(QlProgram *program, const QlAnnotations *annotations,
                                QlCallSites *sites);
void ql_containers_free(QlContainers *containers);

/**
 * Appends to @out (QlContainerRun) the containers that call @event of @caller runs if it calls
 * functions named @callee.
 */
void ql_containers_run(QlContainers *containers, const QlFunction *caller, const QlEvent *event,
                       QlSym callee, GArray *out);

/** Whether @function is annotated to run a container, so that calls through @field are its
 * callers'. */
gboolean ql_containers_are_run_by(const QlContainers *containers, const QlFunction *function,
                                  const QlExpr *field);

#endif
