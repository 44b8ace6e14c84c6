/* SPDX-License-Identifier: Apache-2.0 */
/* What "index -v" tells about the cost of a run. */
#ifndef QL_INDEX_COSTS_H
#define QL_INDEX_COSTS_H

#include "indexer.h"
#include <stdio.h>

/** Prints the TUs that took longest, those that needed most memory, how many workers were replaced,
 * and the TUs parsed without a whole prefix. */
void ql_index_costs_print(const QlIndexResult *result, FILE *out);

#endif
