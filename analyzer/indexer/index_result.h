/* SPDX-License-Identifier: Apache-2.0 */
/* What indexing and merging report. */
#ifndef QL_INDEX_RESULT_H
#define QL_INDEX_RESULT_H

#include "indexer.h"
#include "message.h"

/** An empty result, to be freed with ql_index_result_clear(). */
void ql_index_result_init(QlIndexResult *result);

/** A problem of the TU with rooted source @source; @message may be NULL. */
QlIndexProblem *ql_index_problem_new(const char *source, QlTuState state, const char *message);

/** How long @start, a monotonic time, is past. */
double ql_seconds_since(gint64 start);

/** What parsing the TU with rooted source @source cost. */
QlTuCost *ql_tu_cost_new(const char *source, const QlTuResult *result);

#endif
