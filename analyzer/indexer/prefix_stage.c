/* SPDX-License-Identifier: Apache-2.0 */
#include "prefix_stage.h"

struct QlPrefixStage {
    const QlPrefixStageOptions *options;
    GPtrArray *inputs; /* const QlTuInput*: of all entries of the plan */
    GArray *numbers;   /* guint: of each TU to parse, its index in `inputs` */
    QlPrefixes *prefixes;
};

/* The TUs to parse are some of the entries, in the same order. */
static guint8 *list_inputs(QlPrefixStage *stage)
{
    const QlPlan *plan = stage->options->plan;
    guint8 *wanted = g_new0(guint8, plan->entries->len + 1);
    guint next = 0;

    for (guint i = 0; i < plan->entries->len; i++) {
        const QlPlanEntry *entry = plan->entries->pdata[i];

        g_ptr_array_add(stage->inputs, (gpointer)entry->input);
        if (next < plan->parse->len && plan->parse->pdata[next] == entry) {
            wanted[i] = TRUE;
            g_array_append_val(stage->numbers, i);
            next++;
        }
    }
    return wanted;
}

static QlTuFacts *build(QlFrontend *frontend, gconstpointer shared, guint task, char **plain_reason,
                        GError **error)
{
    const QlPrefixStage *stage = shared;

    return ql_prefixes_build(stage->prefixes, task, error) ? ql_tu_facts_new() : NULL;
}

static gboolean take_result(guint task, const QlTuResult *result, gpointer user, GError **error)
{
    QlPrefixStage *stage = user;

    if (!result->facts) {
        ql_prefixes_note_failure(stage->prefixes, task, result->failure);
    }
    return TRUE;
}

static void tick(guint done, gpointer user)
{
}

static gboolean build_all(QlPrefixStage *stage, GError **error)
{
    const QlPrefixStageOptions *options = stage->options;
    guint n = ql_prefixes_to_build(stage->prefixes);
    QlPoolOptions pool = {
        .work = {n, build, stage, options->paths},
        .jobs = MIN(options->jobs, n),
        .time_limit = options->time_limit,
        .interrupt = options->interrupt,
        .result = take_result,
        .tick = tick,
        .user = stage,
    };

    return n == 0 || ql_pool_run(&pool, error);
}

QlPrefixStage *ql_prefix_stage_new(const QlPrefixStageOptions *options, GError **error)
{
    g_autoptr(QlPrefixStage) stage = g_new0(QlPrefixStage, 1);
    g_autofree guint8 *wanted = NULL;

    stage->options = options;
    stage->inputs = g_ptr_array_new();
    stage->numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    wanted = list_inputs(stage);
    stage->prefixes = ql_prefixes_new(stage->inputs, wanted, options->paths, options->directory);
    do {
        if (!build_all(stage, error)) {
            return NULL;
        }
        ql_prefixes_load(stage->prefixes);
    } while (ql_prefixes_to_build(stage->prefixes));
    stage->options = NULL;
    return g_steal_pointer(&stage);
}

void ql_prefix_stage_free(QlPrefixStage *stage)
{
    if (stage) {
        ql_prefixes_free(stage->prefixes);
        g_ptr_array_unref(stage->inputs);
        g_array_unref(stage->numbers);
        g_free(stage);
    }
}

const QlPrefix *ql_prefix_stage_of(const QlPrefixStage *stage, guint task, const char **reason)
{
    return ql_prefixes_of(stage->prefixes, g_array_index(stage->numbers, guint, task), reason);
}
