/* SPDX-License-Identifier: Apache-2.0 */
/* One violation is one finding, however many rules it breaks. Private to the rules. */
#ifndef QL_FOLD_H
#define QL_FOLD_H

#include "finding.h"

/**
 * Leaves of @findings (QlFinding*, in the order of their rules) that are about one operation on one
 * kind of thread, under locks of one holder, only the first, which then names the others' rules in
 * `also`. One that is more severe than those before it, or shown by default while they are not,
 * stays.
 */
void ql_fold(GPtrArray *findings);

#endif
