/* SPDX-License-Identifier: Apache-2.0 */
#include "parse_stage.h"

#include "index_result.h"
#include "placeless.h"
#include "pool.h"
#include "prefix_stage.h"

struct QlParseStage {
    QlParseStageOptions options;
    const QlPlan *plan;
    const QlPaths *paths;
    QlPrefixStage *prefixes; /* NULL: all TUs are parsed plainly */
    GHashTable *hashed;      /* char*: files whose hash was stored by this run */
    QlStore *store;
};

static guint worker_count(const QlParseStage *stage)
{
    guint jobs = stage->options.index->jobs;

    return jobs ? jobs : g_get_num_processors();
}

/* ---- before parsing ---- */

/* What is looked up from now on may be newer than what a TU was parsed with. */
static void prepare_search(const QlParseStage *stage)
{
    QlIncludeSearch *search = stage->options.reuse->search;

    for (guint i = 0; i < stage->plan->parse->len; i++) {
        const QlPlanEntry *entry = stage->plan->parse->pdata[i];

        ql_include_search_prepare(search, entry->input, entry->source);
    }
    ql_include_search_begin(search, stage->options.moment);
}

static gboolean make_prefixes(QlParseStage *stage, GError **error)
{
    const char *database = ql_replacement_old(stage->options.reuse->file);
    g_autofree char *directory = g_strconcat(database, ".pch", NULL);
    QlPrefixStageOptions options = {
        .plan = stage->plan,
        .paths = stage->paths,
        .directory = directory,
        .jobs = worker_count(stage),
        .time_limit = stage->options.index->time_limit,
        .interrupt = stage->options.interrupt,
    };

    if (stage->options.index->plain || stage->plan->parse->len == 0) {
        return TRUE;
    }
    stage->prefixes = ql_prefix_stage_new(&options, error);
    return stage->prefixes != NULL;
}

QlParseStage *ql_parse_stage_new(const QlParseStageOptions *options, GError **error)
{
    g_autoptr(QlParseStage) stage = g_new0(QlParseStage, 1);

    stage->options = *options;
    stage->plan = options->reuse->plan;
    stage->paths = options->reuse->sources->paths;
    stage->hashed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    prepare_search(stage);
    return make_prefixes(stage, error) ? g_steal_pointer(&stage) : NULL;
}

void ql_parse_stage_free(QlParseStage *stage)
{
    if (!stage) {
        return;
    }
    ql_prefix_stage_free(stage->prefixes);
    g_hash_table_unref(stage->hashed);
    g_free(stage);
}

/* ---- in a worker ---- */

static QlTuFacts *parse_tu(QlFrontend *frontend, gconstpointer shared, guint task,
                           char **plain_reason, GError **error)
{
    const QlParseStage *stage = shared;
    const QlPlanEntry *entry = stage->plan->parse->pdata[task];
    const char *reason = "--plain";
    const QlPrefix *prefix =
        stage->prefixes ? ql_prefix_stage_of(stage->prefixes, task, &reason) : NULL;

    if (!prefix) {
        *plain_reason = g_strdup(reason);
    }
    return ql_frontend_parse(frontend, entry->input, prefix, plain_reason, error);
}

/* ---- results into the store ---- */

static QlTuState tu_state(const QlTuResult *result)
{
    if (!result->facts) {
        return QL_TU_FAILED;
    }
    return result->facts->errors ? QL_TU_ERRORS : QL_TU_CLEAN;
}

static char *search_hash(const QlParseStage *stage, const QlPlanEntry *entry,
                         const QlTuFacts *facts)
{
    QlIncludeSearch *search = stage->options.reuse->search;
    g_autoptr(GPtrArray) files = g_ptr_array_new();

    for (guint i = 0; i < facts->files->len; i++) {
        g_ptr_array_add(files, ql_include_search_file(search, facts->files->pdata[i]));
    }
    return ql_include_search_hash(search, entry->input, files);
}

/* A file that was hashed before may have changed since then: ql_writing_finish() notices. */
static gboolean store_hashes(QlParseStage *stage, const QlTuFacts *facts, GError **error)
{
    QlFileStates *states = stage->options.reuse->states;
    gboolean changed = FALSE;

    for (guint i = 0; i < facts->files->len; i++) {
        const char *path = facts->files->pdata[i];

        if (g_hash_table_contains(stage->hashed, path) || g_str_has_prefix(path, QL_NOT_FOUND)) {
            continue;
        }
        g_hash_table_add(stage->hashed, g_strdup(path));
        if (!ql_store_set_file_hash(stage->store, path, ql_file_states_hash(states, path), error)) {
            return FALSE;
        }
        changed = TRUE;
    }
    return !changed || ql_store_commit(stage->store, error);
}

static gboolean store_result(guint task, const QlTuResult *result, gpointer user, GError **error)
{
    QlParseStage *stage = user;
    QlPlanEntry *entry = stage->plan->parse->pdata[task];
    const char *given = result->facts ? result->facts->first_error : result->failure;
    g_autofree char *search = result->facts ? search_hash(stage, entry, result->facts) : NULL;
    QlTuRecord record = {.source = entry->source,
                         .output = entry->output,
                         .flags_hash = entry->flags_hash,
                         .search_hash = search};

    entry->message = given ? ql_placeless_text(given, stage->paths, "") : NULL;
    entry->state = tu_state(result);
    record.message = entry->message;
    record.state = entry->state;
    entry->row = ql_store_add_tu(stage->store, &record, result->facts, error);
    if (!entry->row) {
        return FALSE;
    }
    stage->options.result->parsed++;
    g_ptr_array_add(stage->options.result->costs, ql_tu_cost_new(entry->source, result));
    return !result->facts || store_hashes(stage, result->facts, error);
}

static void tick(guint done, gpointer user)
{
    const QlParseStage *stage = user;
    const QlIndexOptions *index = stage->options.index;
    QlIndexProgress progress = {done, stage->plan->parse->len,
                                ql_seconds_since(stage->options.started)};

    if (index->progress) {
        index->progress(&progress, index->user);
    }
}

gboolean ql_parse_stage_run(QlParseStage *stage, QlStore *store, GError **error)
{
    guint count = stage->plan->parse->len;
    QlPoolOptions pool = {
        .work = {count, parse_tu, stage, stage->paths},
        .jobs = MIN(worker_count(stage), count),
        .time_limit = stage->options.index->time_limit,
        .memory_limit = stage->options.index->memory_limit,
        .interrupt = stage->options.interrupt,
        .result = store_result,
        .tick = tick,
        .user = stage,
        .replaced = &stage->options.result->workers_replaced,
    };

    stage->store = store;
    return count == 0 || ql_pool_run(&pool, error);
}
