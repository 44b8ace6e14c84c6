/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which places lead to what a query forbids with the locks still held. Searches that start at many
 * holders pass the same places over and over; those that lead to no violation need not be seen.
 * Private to the engine.
 */
#ifndef QL_RELEVANT_H
#define QL_RELEVANT_H

#include "place_table.h"
#include "query.h"

typedef struct QlRelevant QlRelevant;

/**
 * Looks at all that can be reached from @holders (const QlContext*) while the locks of @query are
 * held. @leads: what ql_engine_leads() says of the forbidden.
 */
QlRelevant *ql_relevant_new(const QlEngine *engine, const QlQuery *query, QlFocus *focus,
                            const guint8 *leads, const GPtrArray *holders);
void ql_relevant_free(QlRelevant *relevant);

/** Whether @context, entered with the focused class held @depth times, leads to a violation. */
gboolean ql_relevant_has(const QlRelevant *relevant, const QlContext *context, guint depth);

#endif
