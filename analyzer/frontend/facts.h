/* SPDX-License-Identifier: Apache-2.0 */
/* Which definitions of a TU are lowered, and in which order. */
#ifndef QL_FACTS_H
#define QL_FACTS_H

#include "definition.h"
#include "tu_context.h"

/** Receives each definition once; takes it over. */
typedef void (*QlDefinitionSink)(QlTuContext *tu, QlDefinition *def, gpointer data);

/** Lowers @tu: its own definitions, then what they refer to in headers. */
void ql_facts_collect(QlTuContext *tu, QlDefinitionSink sink, gpointer data);

/** Whether every TU that reads declaration @cursor in a header holds it, referred to or not. */
gboolean ql_is_held_unasked(QlTuContext *tu, CXCursor cursor);

#endif
