/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes and marks of declarations. */
#ifndef QL_ATTRIBUTES_H
#define QL_ATTRIBUTES_H

#include "definition.h"
#include "tu_context.h"

/** Whether function @cursor is declared never to return. */
gboolean ql_is_noreturn(QlTuContext *tu, CXCursor cursor);
/** The same for what expression @callee points to. */
gboolean ql_type_is_noreturn(CXType type);

/** Whether @cursor carries __attribute__((constructor)) or destructor. */
gboolean ql_runs_by_itself(QlTuContext *tu, CXCursor cursor);

/** Adds attributes and marks of declaration @cursor to @def, and their flags. */
void ql_add_attributes(QlTuContext *tu, CXCursor cursor, QlDefinition *def);

/** Key of the cleanup function of variable @cursor, or 0. */
QlSym ql_cleanup_key(QlTuContext *tu, CXCursor cursor);

/** Adds the identifiers around the declarator of function @cursor that mean nothing to C. */
void ql_add_marks(QlTuContext *tu, CXCursor cursor, QlDefinition *def);

/** Where the run of bare words that ends at @offset begins: a marker may stand before the type. */
gsize ql_words_before(const char *text, gsize offset);

/**
 * Adds what the comment right above function @cursor demands of its callers: attributes
 * "comment:called with the foo lock held", in lower case, up to the end of the sentence.
 */
void ql_add_documented(QlTuContext *tu, CXCursor cursor, QlDefinition *def);

/** Appends @sym to @syms (QlSym) unless it is there or 0. */
void ql_add_sym(GArray *syms, QlSym sym);

#endif
