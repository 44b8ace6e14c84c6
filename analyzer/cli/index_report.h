/* SPDX-License-Identifier: Apache-2.0 */
/* What "index", "scan" and "merge" print alike. */
#ifndef QL_INDEX_REPORT_H
#define QL_INDEX_REPORT_H

#include <glib.h>
#include <stdio.h>

/** Names on stderr the TUs of @problems (QlIndexProblem*), of many with errors the first ones. */
void ql_index_report_problems(const GPtrArray *problems);

/** Prints @size, in bytes, as people read it: "73.1 MiB". */
void ql_index_report_size(FILE *out, guint64 size);

#endif
