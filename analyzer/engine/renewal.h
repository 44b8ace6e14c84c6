/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that make a lock as good as new, whoever held it, as a fork's child must. */
#ifndef QL_RENEWAL_H
#define QL_RENEWAL_H

#include "engine.h"

/** Whether @function makes @lock_class new, or what it calls by name does, at most @calls calls
 * deep. */
gboolean ql_renews_in(const QlEngine *engine, const QlFunction *function, int lock_class,
                      guint calls);

/** Whether @event of @function makes @lock_class new: itself, or a few calls deep. */
gboolean ql_renews_below(const QlEngine *engine, const QlFunction *function, const QlEvent *event,
                         int lock_class);

#endif
