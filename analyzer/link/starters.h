/* SPDX-License-Identifier: Apache-2.0 */
/* Which threads a function starts, itself or through what it calls. */
#ifndef QL_STARTERS_H
#define QL_STARTERS_H

#include "program.h"

/** One thread that is started, and the way there. */
typedef struct QlStarted {
    const QlThreadCreation *creation;
    GPtrArray *path; /* QlFunction*: from the function asked about to the creation's site; owned */
} QlStarted;

/**
 * QlStarted* for each creation that calls from @function lead to, in the creations' order. The path
 * is one of the shortest. Free with g_ptr_array_unref().
 */
GPtrArray *ql_threads_started(const QlProgram *program, QlFunction *function);

#endif
