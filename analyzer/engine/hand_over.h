/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Locks that cross the end of a function by design, as the callers show. Private to the engine.
 */
#ifndef QL_HAND_OVER_H
#define QL_HAND_OVER_H

#include "balance.h"

/** Removes from @found (QlImbalance*) what callers expect, and what a reported callee causes. */
void ql_hand_over_remove(const QlEngine *engine, QlBalanceKind kind, GPtrArray *found);

/** Whether @function is a root: a thread, a callback, or run before main. */
gboolean ql_starts_somewhere(const QlProgram *program, const QlFunction *function);

#endif
