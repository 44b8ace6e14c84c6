/* SPDX-License-Identifier: Apache-2.0 */
/* Call edges: every call event of the program with its possible callees. Private to link. */
#ifndef QL_RESOLVE_H
#define QL_RESOLVE_H

#include "callbacks.h"
#include "containers.h"
#include "gateways.h"
#include "program.h"
#include "refine.h"
#include "value_flow.h"

/** What resolution works with. */
typedef struct QlResolver {
    QlProgram *program;
    QlValueFlow *flow;
    QlGateways *gateways;
    QlCallbackParams *callbacks;
    QlContainers *containers; /* NULL: lists are not told apart */
    GHashTable *broadcasts;   /* set of char*: "Record.field" of which all callees are called */
    QlRefiner refiner;
} QlResolver;

/** Fills the calls and callers of every function, and the counts. */
void ql_resolve_calls(QlResolver *resolver);

/** Functions that argument or callee @ref of @function may be: QlFunction*; free the array. */
GPtrArray *ql_resolve_values(QlResolver *resolver, const QlFunction *function, QlExprRef ref);

/** Finds threads' entries and deferred callbacks: fills roots. */
void ql_resolve_roots(QlResolver *resolver, const QlAnnotations *annotations);

/** Frees a QlThread of QlProgram.made_threads. */
void ql_made_thread_free(gpointer thread);

#endif
