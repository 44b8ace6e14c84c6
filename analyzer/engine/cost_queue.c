/* SPDX-License-Identifier: Apache-2.0 */
#include "cost_queue.h"

struct QlCostQueue {
    GPtrArray *buckets; /* GQueue* or NULL, by cost */
    guint lowest;
};

QlCostQueue *ql_cost_queue_new(void)
{
    QlCostQueue *queue = g_new0(QlCostQueue, 1);
    queue->buckets = g_ptr_array_new();
    return queue;
}

void ql_cost_queue_free(QlCostQueue *queue)
{
    for (guint i = 0; i < queue->buckets->len; i++) {
        if (queue->buckets->pdata[i]) {
            g_queue_free(queue->buckets->pdata[i]);
        }
    }
    g_ptr_array_unref(queue->buckets);
    g_free(queue);
}

void ql_cost_queue_push(QlCostQueue *queue, guint cost, gpointer item)
{
    if (cost >= queue->buckets->len) {
        g_ptr_array_set_size(queue->buckets, (int)cost + 1);
    }
    if (!queue->buckets->pdata[cost]) {
        queue->buckets->pdata[cost] = g_queue_new();
    }
    g_queue_push_tail(queue->buckets->pdata[cost], item);
}

gpointer ql_cost_queue_pop(QlCostQueue *queue)
{
    for (; queue->lowest < queue->buckets->len; queue->lowest++) {
        GQueue *bucket = queue->buckets->pdata[queue->lowest];
        if (bucket && !g_queue_is_empty(bucket)) {
            return g_queue_pop_head(bucket);
        }
    }
    return NULL;
}
