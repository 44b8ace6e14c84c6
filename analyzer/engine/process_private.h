/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the process phase share. Private to the engine. */
#ifndef QL_PROCESS_PRIVATE_H
#define QL_PROCESS_PRIVATE_H

#include "flow_order.h"
#include "process_phase.h"

struct QlProcess {
    const QlEngine *engine;
    QlProgram *program;
    GHashTable *ops;       /* QlSym of a function's name -> QlForkKind + 1 */
    GHashTable *returning; /* QlFunction* -> QlFlowOrder*: what it can return behind */
    GHashTable *plain;     /* set of QlCallEdge*: see ql_process_runs_at_once() */
    GHashTable *children;  /* QlFork* -> QlReach* */
    GHashTable *threads;   /* QlFork* -> GPtrArray of QlForkThread* */
    const QlRoot *main;    /* NULL: the program has none */
    QlReach *from_main;    /* NULL likewise */
    QlReach *from_constructors;
    GPtrArray *from_others; /* QlReach*, by thread kind: what else starts; made when needed */
    GPtrArray *forks;       /* QlFork* */
};

/** The kind of the first thread, as gateways ask for it. */
const char *ql_process_kind(const QlProcess *process);

/**
 * Whether @edge can be taken by code that no coroutine runs, nor anything else that an annotation
 * gives a fact: those start when somebody lets them.
 */
gboolean ql_process_runs_at_once(const QlProcess *process, const QlCallEdge *edge);

/** … and the function that the call is in can return behind it; a QlReachFilter. */
gboolean ql_process_returns(const QlCallEdge *edge, gpointer process);

/** Whether @function can return behind @event. */
gboolean ql_process_returns_behind(const QlProcess *process, const QlFunction *function,
                                   const QlEvent *event);

/**
 * Whether the thread that @way ends with has certainly ended when its first function gets to
 * @until (NULL: returns): somebody waited for it.
 */
gboolean ql_process_joined(const QlProcess *process, const QlThreadCreation *creation,
                           const GArray *way, guint first, const QlEvent *until);

#endif
