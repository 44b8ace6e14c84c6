/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters whose value a chain of calls fixes, and what they rule out. Private to the engine. */
#ifndef QL_CONST_ARGS_H
#define QL_CONST_ARGS_H

#include "program.h"

#define QL_MAX_CONST_ARGS 16

/** The parameters of one activation that have a known value. */
typedef struct QlConstArgs {
    guint32 known; /* bit i: parameter i */
    gint64 value[QL_MAX_CONST_ARGS];
} QlConstArgs;

/** What the callee of @edge gets when its caller has @args: nothing known unless it is named. */
QlConstArgs ql_const_args_pass(const QlCallEdge *edge, const QlConstArgs *args);

/** Whether some path through @function gets to @event when it has @args. */
gboolean ql_const_args_allow(const QlFunction *function, const QlConstArgs *args,
                             const QlEvent *event);

#endif
