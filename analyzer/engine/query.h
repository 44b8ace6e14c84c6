/* SPDX-License-Identifier: Apache-2.0 */
/* What a query says of one place in the program. Private to the engine. */
#ifndef QL_QUERY_H
#define QL_QUERY_H

#include "engine.h"
#include "focus.h"

/** How often a focused class is held, told apart up to this many times. */
#define QL_FOCUS_DEPTHS 3

/** Whether @lockset has all that @query asks to be held. */
gboolean ql_query_is_held(const QlEngine *engine, const QlQuery *query, QlLockset lockset);

/** Whether operation @site of @place is what @query forbids, under the locks that it forbids it
 * under. */
gboolean ql_query_is_forbidden(const QlEngine *engine, const QlQuery *query, const QlPlace *place,
                               const QlSite *site);

/** Whether @site of @place is a call that a search for @query follows: the locks are still held in
 * it. */
gboolean ql_query_follows(const QlEngine *engine, const QlQuery *query, const QlPlace *place,
                          const QlSite *site);

/** How often the focused class is held in what @site of @place calls, as told apart. */
guint ql_query_depth(const QlPlace *place, const QlSite *site);

#endif
