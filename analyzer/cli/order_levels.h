/* SPDX-License-Identifier: Apache-2.0 */
/* A lock order as a list. */
#ifndef QL_ORDER_LEVELS_H
#define QL_ORDER_LEVELS_H

#include "order.h"

/** Lock classes at one place of the list: one, or several that are taken in both orders. */
typedef struct QlOrderPlace {
    guint level;     /* 1: outermost; whoever holds a lock takes those of greater levels only … */
    GArray *classes; /* int, by name; … but for these among themselves */
} QlOrderPlace;

/**
 * The classes of @edges (QlOrderEdge*) as QlOrderPlace*, by level, then name. Free with
 * g_ptr_array_unref().
 */
GPtrArray *ql_order_places(const QlLockClasses *classes, const GPtrArray *edges);

#endif
