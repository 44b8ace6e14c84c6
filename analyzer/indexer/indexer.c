/* SPDX-License-Identifier: Apache-2.0 */
/* One run: choose what to index, decide what of it must be parsed, write the database. */
#include "indexer.h"

#include "frontend.h"
#include "index_result.h"
#include "parse_stage.h"
#include "writing.h"
#include <sys/stat.h>

typedef struct Run {
    const QlIndexOptions *options;
    QlIndexResult *result;
    gint64 started; /* monotonic */
    gint64 moment;  /* the same, by ql_file_clock() */
    QlInterrupt interrupt;
    QlSources sources;
    QlReplacement *file;
    char *clang;
    QlStoreMeta meta;
    QlReuse reuse;
} Run;

G_DEFINE_QUARK(ql - index - error - quark, ql_index_error)

static gboolean open_place(Run *run, GError **error)
{
    run->file = ql_replacement_begin(run->options->database, error);
    if (!run->file) {
        return FALSE;
    }
    run->clang = ql_frontend_clang_version();
    run->meta = (QlStoreMeta){ql_frontend_version(), run->clang, run->options->tool_version};
    return TRUE;
}

static void note_reuse(Run *run)
{
    run->result->removed = run->reuse.plan->removed;
    run->result->reused = ql_reuse_count(&run->reuse);
}

static void note_size(Run *run, const char *path)
{
    struct stat info;

    if (stat(path, &info) == 0) {
        run->result->size = (guint64)info.st_size;
    }
}

/* ---- writing ---- */

static QlParseStage *open_parse_stage(Run *run, GError **error)
{
    const QlParseStageOptions options = {
        .index = run->options,
        .reuse = &run->reuse,
        .interrupt = &run->interrupt,
        .started = run->started,
        .moment = run->moment,
        .result = run->result,
    };

    return ql_parse_stage_new(&options, error);
}

/* Makes the new file, whole and closed. */
static gboolean write_file(Run *run, GError **error)
{
    g_autoptr(QlParseStage) stage = open_parse_stage(run, error);
    g_autoptr(QlStore) store = stage ? ql_writing_begin(&run->reuse, run->moment, error) : NULL;

    return store && ql_parse_stage_run(stage, store, error) &&
           ql_writing_finish(store, &run->reuse, run->moment, error) &&
           ql_store_summary(store, &run->result->summary, error);
}

static gboolean write_database(Run *run, GError **error)
{
    if (!write_file(run, error) || !ql_interrupt_check(&run->interrupt, error)) {
        return FALSE;
    }
    note_size(run, ql_replacement_path(run->file));
    if (!ql_replacement_commit(run->file, error)) {
        return FALSE;
    }
    ql_file_states_trust(run->reuse.states, ql_replacement_old(run->file));
    return TRUE;
}

/* Damage may show only where the database is written. */
static gboolean is_damage(const Run *run, const GError *error)
{
    return run->reuse.base && g_error_matches(error, QL_STORE_ERROR, QL_STORE_ERROR_NOT_AN_INDEX);
}

static void start_afresh(Run *run)
{
    ql_reuse_nothing(&run->reuse);
    note_reuse(run);
    run->result->parsed = 0;
    g_ptr_array_set_size(run->result->costs, 0);
}

/* Keeps what the next run can go on with, and says so. */
static void give_up(Run *run, GError **error)
{
    const QlIndexResult *result = run->result;
    guint done = result->reused + result->parsed;

    if (done == 0 || (result->parsed == 0 && !run->reuse.continues)) {
        ql_replacement_discard(run->file);
        return;
    }
    if (error && *error) {
        g_autofree char *message = g_steal_pointer(&(*error)->message);

        (*error)->message = g_strdup_printf("%s; the next run goes on after %u of %u TUs", message,
                                            done, run->reuse.plan->entries->len);
    }
}

static gboolean update_database(Run *run, GError **error)
{
    g_autoptr(GError) problem = NULL;

    if (write_database(run, &problem)) {
        return TRUE;
    }
    if (is_damage(run, problem)) {
        start_afresh(run);
        g_clear_error(&problem);
        if (write_database(run, &problem)) {
            return TRUE;
        }
    }
    give_up(run, &problem);
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

/* ---- the run ---- */

static void keep_old(Run *run)
{
    const char *path = ql_replacement_old(run->file);

    ql_replacement_discard(run->file);
    ql_file_states_trust(run->reuse.states, path);
    note_size(run, path);
    run->result->unchanged = TRUE;
    run->result->summary = run->reuse.base->summary;
}

static gboolean bring_up_to_date(Run *run, GError **error)
{
    ql_reuse_init(&run->reuse, &run->sources, run->file, &run->meta);
    note_reuse(run);
    if (!ql_interrupt_check(&run->interrupt, error)) {
        return FALSE;
    }
    if (ql_reuse_is_up_to_date(&run->reuse)) {
        keep_old(run);
        return TRUE;
    }
    return ql_replacement_may_write(run->file, error) && update_database(run, error);
}

/* In compile database order, whoever parsed them. A run that failed names only its own. */
static void note_problems(Run *run, gboolean ok)
{
    const QlPlan *plan = run->reuse.plan;

    for (guint i = 0; plan && i < plan->entries->len; i++) {
        const QlPlanEntry *entry = plan->entries->pdata[i];

        if (entry->row && entry->state != QL_TU_CLEAN && (ok || !entry->reused)) {
            g_ptr_array_add(run->result->problems,
                            ql_index_problem_new(entry->source, entry->state, entry->message));
        }
    }
}

static void note_result(Run *run, gboolean ok)
{
    const QlSelection *selection = run->sources.selection;

    note_problems(run, ok);
    for (guint i = 0; selection && i < selection->executables->len; i++) {
        const QlExecutable *executable = selection->executables->pdata[i];

        g_ptr_array_add(run->result->executables, g_strdup(executable->name));
    }
    run->result->seconds = ql_seconds_since(run->started);
}

/* What is about the database goes before the lock on it. */
static void run_clear(Run *run)
{
    ql_reuse_clear(&run->reuse);
    ql_replacement_free(run->file);
    g_free(run->clang);
    ql_sources_clear(&run->sources);
}

gboolean ql_index_run(const QlIndexOptions *options, QlIndexResult *result, GError **error)
{
    Run run = {.options = options,
               .result = result,
               .started = g_get_monotonic_time(),
               .moment = ql_file_clock()};
    gboolean ok;

    ql_index_result_init(result);
    if (!ql_interrupt_open(&run.interrupt, error)) {
        return FALSE;
    }
    ok = ql_sources_load(&run.sources, options, error) && open_place(&run, error) &&
         bring_up_to_date(&run, error);
    note_result(&run, ok);
    run_clear(&run);
    ql_interrupt_close(&run.interrupt);
    return ok;
}
