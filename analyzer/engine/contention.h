/* SPDX-License-Identifier: Apache-2.0 */
/* Waits for a lock that nobody keeps. Private to the engine. */
#ifndef QL_CONTENTION_H
#define QL_CONTENTION_H

#include "engine.h"

/**
 * Whether wait @site of @function is for a lock (see QlWait.contended) of which no holder is found
 * that waits in the same way: on one thread, nobody has it then. FALSE if it is not known for which
 * lock.
 */
gboolean ql_wait_is_free(const QlEngine *engine, const QlFunction *function, const QlSite *site);

#endif
