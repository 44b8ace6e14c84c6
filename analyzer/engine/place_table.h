/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sparse table of pointers by place: a context and how often the focused class is held there.
 * Most searches see a few of hundreds of thousands of contexts. Private to the engine.
 */
#ifndef QL_PLACE_TABLE_H
#define QL_PLACE_TABLE_H

#include "contexts.h"

typedef struct QlPlaceTable QlPlaceTable;

/** A table for @n contexts, in which each slot is NULL. */
QlPlaceTable *ql_place_table_new(guint n);
void ql_place_table_free(QlPlaceTable *table);

/** The slot of @context with the focused class held @depth times (below QL_FOCUS_DEPTHS). */
gpointer *ql_place_table_slot(QlPlaceTable *table, const QlContext *context, guint depth);

/** What is in that slot. */
gpointer ql_place_table_get(const QlPlaceTable *table, const QlContext *context, guint depth);

#endif
