/* SPDX-License-Identifier: Apache-2.0 */
/* Which object a thread waits for, or ends a wait for. Private to the engine. */
#ifndef QL_WAIT_OBJECT_H
#define QL_WAIT_OBJECT_H

#include "program.h"

/**
 * What pointer argument @ref of @function may point to, as far as the text of the program tells
 * objects apart: "Record.field", a global's key or "function:variable" (QlSym, distinct). Where it
 * is a parameter, what its callers pass. Empty: not known. Free with g_array_unref().
 */
GArray *ql_wait_objects(QlProgram *program, const QlFunction *function, QlExprRef ref);

/** Whether some object is in both. */
gboolean ql_wait_objects_meet(const GArray *a, const GArray *b);

#endif
