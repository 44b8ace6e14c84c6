/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that make a lock as good as new, whoever held it, as a fork's child must. */
#ifndef QL_RENEWAL_H
#define QL_RENEWAL_H

#include "engine.h"

/** Whether @event of @function is a call that makes @lock_class new. */
gboolean ql_renews(const QlEngine *engine, const QlFunction *function, const QlEvent *event,
                   int lock_class);

/** The same for what @event calls by name, too, a few calls deep. */
gboolean ql_renews_below(const QlEngine *engine, const QlFunction *function, const QlEvent *event,
                         int lock_class);

#endif
