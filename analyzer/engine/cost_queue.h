/* SPDX-License-Identifier: Apache-2.0 */
/* A priority queue for small integer costs (R. Dial, 1969): one bucket a cost, first in first out.
 */
#ifndef QL_COST_QUEUE_H
#define QL_COST_QUEUE_H

#include <glib.h>

typedef struct QlCostQueue QlCostQueue;

QlCostQueue *ql_cost_queue_new(void);
void ql_cost_queue_free(QlCostQueue *queue);

/** Adds @item. Costs must not fall below that of the last item popped. */
void ql_cost_queue_push(QlCostQueue *queue, guint cost, gpointer item);

/** Removes and returns the cheapest item; NULL if the queue is empty. */
gpointer ql_cost_queue_pop(QlCostQueue *queue);

#endif
