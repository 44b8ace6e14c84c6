/* SPDX-License-Identifier: Apache-2.0 */
/* What an annotated wait does inside: the hops to where the thread really blocks. Private to the
 * engine. */
#ifndef QL_INSIDE_H
#define QL_INSIDE_H

#include "witness.h"

/**
 * Adds the cheapest hops from operation @site of @place, if it is a wait, to the innermost of the
 * waits of @classes (int) that its callees lead to. The path's confidence was asked for before.
 */
void ql_path_add_inside(QlPath *path, const QlEngine *engine, QlFocus *focus, const QlPlace *place,
                        const QlSite *site, const GArray *classes);

#endif
