/* SPDX-License-Identifier: Apache-2.0 */
/* Which events of one flow graph can follow each other. Private to the engine. */
#ifndef QL_FLOW_ORDER_H
#define QL_FLOW_ORDER_H

#include "flow.h"

/** What one event of a flow graph can follow, or be followed by. */
typedef struct QlFlowOrder QlFlowOrder;

/** The events that can happen before @event. */
QlFlowOrder *ql_flow_before(const QlFlow *flow, const QlEvent *event);

/** The events that the function can return behind. */
QlFlowOrder *ql_flow_before_return(const QlFlow *flow);
void ql_flow_order_free(QlFlowOrder *order);

/** Whether @event is one of them. */
gboolean ql_flow_order_has(const QlFlowOrder *order, const QlEvent *event);

/** Whether every way from the function's start to @event passes @through. */
gboolean ql_flow_dominates(const QlFlow *flow, const QlEvent *through, const QlEvent *event);

/** Tells the events that a way must pass. */
typedef gboolean (*QlFlowTest)(const QlEvent *event, gpointer user);

/**
 * Whether every way from behind @from to @until (NULL: to a return) passes an event of @test. A
 * loop that has such an event, and not @from, is taken to run.
 */
gboolean ql_flow_all_pass(const QlFlow *flow, const QlEvent *from, const QlEvent *until,
                          QlFlowTest test, gpointer user);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlFlowOrder, ql_flow_order_free)

#endif
