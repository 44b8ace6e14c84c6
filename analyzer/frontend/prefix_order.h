/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In which order the files of a prefix are read, whichever of them comes first: what holds for
 * every TU that reads some of them. Private to frontend/.
 */
#ifndef QL_PREFIX_ORDER_H
#define QL_PREFIX_ORDER_H

#include "prefix_private.h"

typedef struct QlPrefixOrder QlPrefixOrder;

/** Looks through @prefix, which must outlive the result. */
QlPrefixOrder *ql_prefix_order_new(const QlPrefix *prefix);
void ql_prefix_order_free(QlPrefixOrder *order);

/** Whether file @other is sure to have been read when the text of @file has come to @offset. In a
 * circle of headers that is less than what its includes say: one of them may be half read. */
gboolean ql_prefix_order_sure(const QlPrefixOrder *order, guint file, guint other, guint offset);

/** For each file the first one that reads it and that it reads: itself, if it is in no circle. Free
 * with g_free(). */
guint *ql_prefix_order_circles(const QlPrefixOrder *order);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlPrefixOrder, ql_prefix_order_free)

#endif
