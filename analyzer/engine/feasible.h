/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether arguments that are constant along a path contradict it: a caller that passes `false` does
 * not get to what the callee does if the parameter is true. Private to the engine.
 */
#ifndef QL_FEASIBLE_H
#define QL_FEASIBLE_H

#include "contexts.h"

/** FALSE if constant arguments rule out the path @hops (QlHop, from its root on). */
gboolean ql_path_is_feasible(const GArray *hops);

#endif
