/* SPDX-License-Identifier: Apache-2.0 */
#include "index_report.h"

#include "commands.h"
#include "indexer.h"

enum { MAX_ERRORS_SHOWN = 20 };

/* Messages of the front end begin with the source already. */
static void print_problem(const QlIndexProblem *problem)
{
    const char *what = problem->state == QL_TU_FAILED ? "failed" : "with errors";

    if (g_str_has_prefix(problem->message, problem->source)) {
        ql_cli_error("%s: %s", what, problem->message);
    } else {
        ql_cli_error("%s: %s: %s", what, problem->source, problem->message);
    }
}

/* Every failed TU is named; of those with errors the first ones, the index knows the rest. */
void ql_index_report_problems(const GPtrArray *problems)
{
    guint with_errors = 0;

    for (guint i = 0; i < problems->len; i++) {
        const QlIndexProblem *problem = problems->pdata[i];

        if (problem->state == QL_TU_FAILED || ++with_errors <= MAX_ERRORS_SHOWN) {
            print_problem(problem);
        }
    }
    if (with_errors > MAX_ERRORS_SHOWN) {
        ql_cli_error("with errors: %u more; see qlockdep sql \"SELECT source, message FROM v_tus "
                     "WHERE state = 'errors'\"",
                     with_errors - MAX_ERRORS_SHOWN);
    }
}

void ql_index_report_size(FILE *out, guint64 size)
{
    if (size < (1u << 20)) {
        fprintf(out, "%.0f KiB", (double)size / (1u << 10));
    } else {
        fprintf(out, "%.1f MiB", (double)size / (1u << 20));
    }
}
