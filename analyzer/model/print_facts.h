/* SPDX-License-Identifier: Apache-2.0 */
/* The text form of facts: what `dump --flow` shows, and what equality tests hash. */
#ifndef QL_PRINT_FACTS_H
#define QL_PRINT_FACTS_H

#include "definition.h"

/** Appends expression @ref of @def to @out, in C-like notation: `&p0->VirtIOBlock.conf`. */
void ql_print_expr(GString *out, const QlDefinition *def, QlExprRef ref, const QlStrings *strings);

/** Appends call event @call of @def: `lock(&p0->VirtIOBlock.lock)`. */
void ql_print_call(GString *out, const QlDefinition *def, const QlEvent *call,
                   const QlStrings *strings);

/** Appends the whole definition to @out, one event or edge a line. Depends on content alone. */
void ql_print_definition(GString *out, const QlDefinition *def, const QlStrings *strings);

#endif
