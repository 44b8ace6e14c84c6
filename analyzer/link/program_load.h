/* SPDX-License-Identifier: Apache-2.0 */
/* Loading: which of the stored definitions make up one executable. Private to the link layer. */
#ifndef QL_PROGRAM_LOAD_H
#define QL_PROGRAM_LOAD_H

#include "program.h"

/** Fills functions, variables, declared and the key tables of @program from @store. */
gboolean ql_program_read(QlProgram *program, QlStore *store, GError **error);

/** Frees a QlFunction with its definition. */
void ql_function_free(gpointer function);

/** Appends to @out the functions with @indexes (guint). */
void ql_program_functions_at(const QlProgram *program, const GArray *indexes, GPtrArray *out);

/** Functions that @key means when @from refers to it (NULL: an initialiser); appends to @out. */
void ql_program_resolve_key(const QlProgram *program, QlSym key, const QlFunction *from,
                            GPtrArray *out);

#endif
