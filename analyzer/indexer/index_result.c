/* SPDX-License-Identifier: Apache-2.0 */
#include "index_result.h"

#include "rooted_path.h"
#include <string.h>

static void problem_free(gpointer data)
{
    QlIndexProblem *problem = data;

    g_free(problem->source);
    g_free(problem->message);
    g_free(problem);
}

static void cost_free(gpointer data)
{
    QlTuCost *cost = data;

    g_free(cost->source);
    g_free(cost->plain_reason);
    g_free(cost->again_reason);
    g_free(cost);
}

void ql_index_result_init(QlIndexResult *result)
{
    *result = (QlIndexResult){0};
    result->problems = g_ptr_array_new_with_free_func(problem_free);
    result->costs = g_ptr_array_new_with_free_func(cost_free);
    result->executables = g_ptr_array_new_with_free_func(g_free);
}

void ql_index_result_clear(QlIndexResult *result)
{
    g_clear_pointer(&result->problems, g_ptr_array_unref);
    g_clear_pointer(&result->costs, g_ptr_array_unref);
    g_clear_pointer(&result->executables, g_ptr_array_unref);
}

double ql_seconds_since(gint64 start)
{
    return (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
}

QlIndexProblem *ql_index_problem_new(const char *source, QlTuState state, const char *message)
{
    QlIndexProblem *problem = g_new0(QlIndexProblem, 1);

    problem->source = g_strdup(ql_paths_display(source));
    problem->state = state;
    problem->message = g_strdup(message ? message : "");
    return problem;
}

static char *again_reason(const QlTuFacts *facts)
{
    for (guint i = 0; facts && i < facts->files->len; i++) {
        const char *path = facts->files->pdata[i];

        if (g_str_has_prefix(path, QL_UNTOLD)) {
            return g_strdup_printf("which files %s asks for cannot be told",
                                   ql_paths_display(path + strlen(QL_UNTOLD)));
        }
    }
    return NULL;
}

QlTuCost *ql_tu_cost_new(const char *source, const QlTuResult *result)
{
    QlTuCost *cost = g_new0(QlTuCost, 1);

    cost->source = g_strdup(ql_paths_display(source));
    cost->seconds = result->seconds;
    cost->memory = result->memory;
    cost->raised = result->raised;
    cost->plain_reason = g_strdup(result->plain_reason);
    cost->again_reason = again_reason(result->facts);
    return cost;
}
