/* SPDX-License-Identifier: Apache-2.0 */
/* Flags that stand for "the caller does not hold the lock". Private to the engine. */
#ifndef QL_MODE_FLAG_H
#define QL_MODE_FLAG_H

#include "program.h"

/**
 * Whether @function takes a lock at @taking, one of its calls, only in one of two modes: under a
 * condition on a field, global, parameter or a copy of one, after which code runs in either mode
 * until all of @releases (const QlEvent*, not empty) drop the lock under the same, unchanged
 * condition, as in `if (s->detached) lock(); work(); if (s->detached) unlock();`. A condition on
 * the lock itself, such as that it is not NULL, is no mode.
 */
gboolean ql_mode_flag_guards(const QlFunction *function, const QlEvent *taking,
                             const GPtrArray *releases);

#endif
