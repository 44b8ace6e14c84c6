/* SPDX-License-Identifier: Apache-2.0 */
/* Strongly connected components of the call graph (R. Tarjan, 1972). */
#ifndef QL_COMPONENTS_H
#define QL_COMPONENTS_H

#include "program.h"

/**
 * The components of @program's call graph, callees before callers: GPtrArray of GPtrArray of
 * QlFunction*. Free with g_ptr_array_unref().
 */
GPtrArray *ql_components_find(const QlProgram *program);

#endif
