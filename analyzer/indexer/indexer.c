/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run: choose what to index, plan what of it must be parsed, write the database.
 *
 * The database is written so that a kill at any moment leaves nothing false in it. What is outdated
 * goes before anything is added, together with the hashes of files that changed; each TU is added
 * in one transaction, the hashes of its files after it: a hash that is missing costs time only. A
 * file may change while it is parsed, so at the end the hash of each file that changed since the
 * run began is forgotten; table meta says when that was, so that the run that goes on with what a
 * killed one left can do the same.
 */
#include "indexer.h"

#include "index_result.h"
#include "links.h"
#include "placeless.h"
#include "plan.h"
#include "pool.h"
#include "prefix_stage.h"
#include "replacement.h"
#include "session.h"
#include "shard.h"
#include <string.h>
#include <sys/stat.h>

typedef struct Run {
    const QlIndexOptions *options;
    QlIndexResult *result;
    gint64 started; /* monotonic */
    gint64 moment;  /* the same, by ql_file_clock() */
    QlInterrupt interrupt;
    QlCompdb *compdb;
    QlPaths *paths;
    QlSelection *selection;
    GPtrArray *inputs; /* const QlTuInput*, the TUs to index */
    char *shard;       /* as table meta has it; "": all */
    QlReplacement *file;
    QlStoreMeta meta;
    char *clang;
    QlFileStates *states;
    QlIncludeSearch *search;
    QlBase *base;       /* NULL: none that can be used */
    gboolean continues; /* the base is what an unfinished run left */
    QlPlan *plan;
    QlPrefixStage *prefixes; /* NULL: all TUs are parsed plainly */
    char *links;
    QlStore *store;
    GHashTable *hashed; /* char*: files whose hash was stored by this run */
    guint n_stored;     /* TUs stored by this run */
} Run;

G_DEFINE_QUARK(ql - index - error - quark, ql_index_error)

static double seconds_since(gint64 start)
{
    return (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
}

/* ---- what to index ---- */

static gboolean load_compdb(Run *run, GError **error)
{
    const char *source = run->options->source_root;

    if (source && !g_file_test(source, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_SELECTION,
                    "%s: not a directory; give the source tree with --source-root", source);
        return FALSE;
    }
    run->compdb = ql_compdb_load(run->options->build, error);
    if (!run->compdb) {
        return FALSE;
    }
    run->paths = ql_paths_new(source ? source : run->compdb->source, run->compdb->build);
    return TRUE;
}

static char *shard_text(const QlIndexOptions *options)
{
    return options->shards > 1 ? g_strdup_printf("%u/%u", options->shard, options->shards)
                               : g_strdup("");
}

static gboolean choose_tus(Run *run, GError **error)
{
    run->selection = ql_selection_new(run->compdb, run->paths, run->options, error);
    if (!run->selection) {
        return FALSE;
    }
    for (guint i = 0; i < run->selection->entries->len; i++) {
        guint number = g_array_index(run->selection->entries, guint, i);
        const QlCompdbEntry *entry = run->compdb->entries->pdata[number];

        g_ptr_array_add(run->inputs, entry->tu);
    }
    run->shard = shard_text(run->options);
    return TRUE;
}

/* ---- what is there ---- */

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

/* One that is damaged or of another version is of no use, and is replaced. A run can only tell the
 * database apart from a damaged one by reading it all, or by knowing that it is the file written
 * last time. */
static QlBase *read_if_usable(const Run *run, const char *path)
{
    gboolean verify = !ql_file_states_trusts(run->states, path);

    return g_file_test(path, G_FILE_TEST_EXISTS) ? ql_base_read(path, &run->meta, verify, NULL)
                                                 : NULL;
}

/* Whether what an unfinished run wrote may have been lost: it is not synced to disk, so only as
 * long as the machine did not go down. Another machine got it from a file system that has it. */
static gboolean is_lost(const QlBase *base)
{
    g_autofree char *session = ql_session();
    const char *its = strchr(base->started, ' ');
    gsize node = strcspn(session, " ") + 1;

    return its && !strncmp(its + 1, session, node) && strcmp(its + 1, session) != 0;
}

/* What an unfinished run left, if it is worth going on with. */
static QlBase *read_part(const Run *run)
{
    g_autoptr(QlBase) base = read_if_usable(run, ql_replacement_path(run->file));

    return base && base->tus->len > 0 && !is_lost(base) ? g_steal_pointer(&base) : NULL;
}

static QlPlan *plan_for(const Run *run, const QlBase *base)
{
    QlPlan *plan = ql_plan_new(run->inputs, run->paths);

    if (base) {
        ql_plan_reuse(plan, base, run->states, run->search);
    }
    return plan;
}

/* Takes over @base, which may be NULL, and @plan, which may point into it. */
static void set_plan(Run *run, QlBase *base, QlPlan *plan)
{
    ql_plan_free(run->plan);
    ql_base_free(run->base);
    run->base = base;
    run->plan = plan;
}

/* The old index may have more of what is wanted than an unfinished run left: the sources may be
 * what they were before it, or it may have been told to take other TUs. */
static void consider_old(Run *run)
{
    g_autoptr(QlBase) old = read_if_usable(run, ql_replacement_old(run->file));
    g_autoptr(QlPlan) plan = NULL;

    if (!old) {
        return;
    }
    plan = plan_for(run, old);
    if (!run->base || plan->parse->len < run->plan->parse->len) {
        set_plan(run, g_steal_pointer(&old), g_steal_pointer(&plan));
        run->continues = FALSE;
    }
}

static void choose_base(Run *run)
{
    QlBase *part = read_part(run);

    run->continues = part != NULL;
    set_plan(run, part, plan_for(run, part));
    if (run->plan->parse->len > 0 || !part) {
        consider_old(run);
    }
}

static void note_plan(Run *run)
{
    g_free(run->links);
    run->links = ql_links_digest(run->selection, run->plan);
    run->result->removed = run->plan->removed;
    run->result->reused = run->plan->entries->len - run->plan->parse->len;
}

static void plan_run(Run *run)
{
    g_autofree char *cache = g_strconcat(ql_replacement_old(run->file), ".stat", NULL);

    run->states = ql_file_states_new(run->paths, cache);
    run->search = ql_include_search_new(run->paths);
    choose_base(run);
    note_plan(run);
}

static gboolean is_up_to_date(const Run *run)
{
    return run->base && !run->continues && run->base->complete && run->plan->parse->len == 0 &&
           run->plan->outdated->len == 0 && run->plan->renamed->len == 0 &&
           g_str_equal(run->base->links, run->links) && g_str_equal(run->base->shard, run->shard);
}

/* ---- the store before parsing ---- */

static gboolean create_store(Run *run, GError **error)
{
    run->store = ql_store_create(ql_replacement_path(run->file), &run->meta, error);
    return run->store != NULL;
}

static gboolean resume_store(Run *run, GError **error)
{
    if (!run->continues && !ql_replacement_copy(run->file, error)) {
        return FALSE;
    }
    run->store = ql_store_resume(ql_replacement_path(run->file), &run->meta, error);
    return run->store != NULL;
}

static gboolean remove_outdated(Run *run, GError **error)
{
    for (guint i = 0; i < run->plan->outdated->len; i++) {
        const QlBaseTu *tu = run->plan->outdated->pdata[i];

        if (!ql_store_remove_tu(run->store, tu->row, error)) {
            return FALSE;
        }
    }
    for (guint i = 0; i < run->plan->untrusted->len; i++) {
        const QlBaseFile *file = run->plan->untrusted->pdata[i];

        if (!ql_store_set_file_hash(run->store, file->path, NULL, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean rename_outputs(Run *run, GError **error)
{
    for (guint i = 0; i < run->plan->renamed->len; i++) {
        const QlPlanEntry *entry = run->plan->renamed->pdata[i];

        if (!ql_store_set_output(run->store, entry->row, entry->output, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* Only now, with nothing left of the unfinished run that may be false, this run's beginning is the
 * one that counts. */
static gboolean note_beginning(Run *run, GError **error)
{
    g_autofree char *session = ql_session();
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT " %s", run->moment, session);

    return ql_store_set_meta(run->store, QL_META_STARTED, text, error);
}

static gboolean open_store(Run *run, GError **error)
{
    if (run->result->reused == 0) {
        return create_store(run, error) && note_beginning(run, error);
    }
    return resume_store(run, error) && remove_outdated(run, error) && rename_outputs(run, error) &&
           note_beginning(run, error);
}

/* ---- results into the store ---- */

static QlTuState tu_state(const QlTuResult *result)
{
    if (!result->facts) {
        return QL_TU_FAILED;
    }
    return result->facts->errors ? QL_TU_ERRORS : QL_TU_CLEAN;
}

static char *search_hash(Run *run, const QlPlanEntry *entry, const QlTuFacts *facts)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new();

    for (guint i = 0; i < facts->files->len; i++) {
        g_ptr_array_add(files, ql_include_search_file(run->search, facts->files->pdata[i]));
    }
    return ql_include_search_hash(run->search, entry->input, files);
}

/* A file that was hashed before may have changed since then: forget_changed_files() notices. */
static gboolean store_hashes(Run *run, const QlTuFacts *facts, GError **error)
{
    gboolean changed = FALSE;

    for (guint i = 0; i < facts->files->len; i++) {
        const char *path = facts->files->pdata[i];

        if (!g_hash_table_contains(run->hashed, path) && !g_str_has_prefix(path, QL_NOT_FOUND)) {
            g_hash_table_add(run->hashed, g_strdup(path));
            if (!ql_store_set_file_hash(run->store, path, ql_file_states_hash(run->states, path),
                                        error)) {
                return FALSE;
            }
            changed = TRUE;
        }
    }
    return !changed || ql_store_commit(run->store, error);
}

static gboolean store_result(guint task, const QlTuResult *result, gpointer user, GError **error)
{
    Run *run = user;
    QlPlanEntry *entry = run->plan->parse->pdata[task];
    const char *given = result->facts ? result->facts->first_error : result->failure;
    g_autofree char *search = result->facts ? search_hash(run, entry, result->facts) : NULL;
    QlTuRecord record = {.source = entry->source,
                         .output = entry->output,
                         .flags_hash = entry->flags_hash,
                         .search_hash = search};

    entry->message = given ? ql_placeless_text(given, run->paths, "") : NULL;
    entry->state = tu_state(result);
    record.message = entry->message;
    record.state = entry->state;
    entry->row = ql_store_add_tu(run->store, &record, result->facts, error);
    if (!entry->row) {
        return FALSE;
    }
    run->n_stored++;
    g_ptr_array_add(run->result->costs, ql_tu_cost_new(entry->source, result));
    return !result->facts || store_hashes(run, result->facts, error);
}

static void tick(guint done, gpointer user)
{
    Run *run = user;
    QlIndexProgress progress = {done, run->plan->parse->len, seconds_since(run->started)};

    if (run->options->progress) {
        run->options->progress(&progress, run->options->user);
    }
}

static QlTuFacts *parse_tu(QlFrontend *frontend, gconstpointer shared, guint task,
                           char **plain_reason, GError **error)
{
    const Run *run = shared;
    const QlPlanEntry *entry = run->plan->parse->pdata[task];
    const char *reason = "--plain";
    const QlPrefix *prefix =
        run->prefixes ? ql_prefix_stage_of(run->prefixes, task, &reason) : NULL;

    if (!prefix) {
        *plain_reason = g_strdup(reason);
    }
    return ql_frontend_parse(frontend, entry->input, prefix, plain_reason, error);
}

static guint worker_count(const Run *run)
{
    return run->options->jobs ? run->options->jobs : g_get_num_processors();
}

static gboolean make_prefixes(Run *run, GError **error)
{
    g_autofree char *directory = g_strconcat(ql_replacement_old(run->file), ".pch", NULL);
    QlPrefixStageOptions options = {
        .plan = run->plan,
        .paths = run->paths,
        .directory = directory,
        .jobs = worker_count(run),
        .time_limit = run->options->time_limit,
        .interrupt = &run->interrupt,
    };

    g_clear_pointer(&run->prefixes, ql_prefix_stage_free);
    if (run->options->plain || run->plan->parse->len == 0) {
        return TRUE;
    }
    run->prefixes = ql_prefix_stage_new(&options, error);
    return run->prefixes != NULL;
}

/* What is looked up from now on may be newer than what a TU was parsed with. */
static void prepare_search(Run *run)
{
    for (guint i = 0; i < run->plan->parse->len; i++) {
        const QlPlanEntry *entry = run->plan->parse->pdata[i];

        ql_include_search_prepare(run->search, entry->input, entry->source);
    }
    ql_include_search_begin(run->search, run->moment);
}

static gboolean parse_all(Run *run, GError **error)
{
    QlPoolOptions pool = {
        .work = {run->plan->parse->len, parse_tu, run, run->paths},
        .jobs = MIN(worker_count(run), run->plan->parse->len),
        .time_limit = run->options->time_limit,
        .memory_limit = run->options->memory_limit,
        .interrupt = &run->interrupt,
        .result = store_result,
        .tick = tick,
        .user = run,
        .replaced = &run->result->workers_replaced,
    };

    return run->plan->parse->len == 0 || ql_pool_run(&pool, error);
}

/* ---- the store after parsing ---- */

static gboolean collect_changed(const QlStoredFile *file, gpointer user)
{
    gpointer *data = user;
    const Run *run = data[0];

    if (file->hash && ql_file_states_changed_since(run->states, file->path, run->moment)) {
        g_ptr_array_add(data[1], g_strdup(file->path));
    }
    return TRUE;
}

/* What a file contained while TUs were parsed is not known if it changed meanwhile. */
static gboolean forget_changed_files(Run *run, GError **error)
{
    g_autoptr(GPtrArray) changed = g_ptr_array_new_with_free_func(g_free);
    gpointer data[] = {run, changed};

    if (!ql_store_each_file(run->store, collect_changed, data, error)) {
        return FALSE;
    }
    for (guint i = 0; i < changed->len; i++) {
        if (!ql_store_set_file_hash(run->store, changed->pdata[i], NULL, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean store_meta(Run *run, GError **error)
{
    return ql_store_set_meta(run->store, QL_META_LINKS, run->links, error) &&
           ql_store_set_meta(run->store, QL_SHARD_META, *run->shard ? run->shard : NULL, error) &&
           ql_store_set_meta(run->store, QL_META_STARTED, NULL, error);
}

static gboolean finish_store(Run *run, GError **error)
{
    return ql_links_store(run->selection, run->plan, run->store, error) &&
           forget_changed_files(run, error) &&
           (run->result->reused == 0 || ql_store_sweep(run->store, error)) &&
           store_meta(run, error) && ql_store_finish(run->store, error) &&
           ql_store_summary(run->store, &run->result->summary, error);
}

/* ---- the run ---- */

static void note_size(Run *run, const char *path)
{
    struct stat info;

    if (stat(path, &info) == 0) {
        run->result->size = (guint64)info.st_size;
    }
}

static gboolean write_database(Run *run, GError **error)
{
    gboolean ok;

    prepare_search(run);
    ok = make_prefixes(run, error) && open_store(run, error) && parse_all(run, error) &&
         finish_store(run, error);
    g_clear_pointer(&run->store, ql_store_close);
    if (!ok || !ql_interrupt_check(&run->interrupt, error)) {
        return FALSE;
    }
    note_size(run, ql_replacement_path(run->file));
    if (!ql_replacement_commit(run->file, error)) {
        return FALSE;
    }
    ql_file_states_trust(run->states, ql_replacement_old(run->file));
    return TRUE;
}

/* Damage may show only where the database is written. */
static gboolean is_damage(const Run *run, const GError *error)
{
    return run->base && g_error_matches(error, QL_STORE_ERROR, QL_STORE_ERROR_NOT_AN_INDEX);
}

static void start_afresh(Run *run)
{
    set_plan(run, NULL, plan_for(run, NULL));
    run->continues = FALSE;
    run->n_stored = 0;
    g_ptr_array_set_size(run->result->costs, 0);
    g_hash_table_remove_all(run->hashed);
    note_plan(run);
}

/* Keeps what the next run can go on with, and says so. */
static void give_up(Run *run, GError **error)
{
    guint done = run->result->reused + run->n_stored;

    if (done == 0 || (run->n_stored == 0 && !run->continues)) {
        ql_replacement_discard(run->file);
        return;
    }
    if (error && *error) {
        g_autofree char *message = g_steal_pointer(&(*error)->message);

        (*error)->message = g_strdup_printf("%s; the next run goes on after %u of %u TUs", message,
                                            done, run->plan->entries->len);
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

static gboolean describe_old(Run *run, GError **error)
{
    const char *path = ql_replacement_old(run->file);
    g_autoptr(QlStore) store = ql_store_open(path, &run->meta, TRUE, error); /* a shard too */

    ql_replacement_discard(run->file);
    ql_file_states_trust(run->states, path);
    note_size(run, path);
    run->result->unchanged = TRUE;
    return store && ql_store_summary(store, &run->result->summary, error);
}

static gboolean bring_up_to_date(Run *run, GError **error)
{
    plan_run(run);
    if (!ql_interrupt_check(&run->interrupt, error)) {
        return FALSE;
    }
    return is_up_to_date(run) ? describe_old(run, error) : update_database(run, error);
}

/* In compile database order, whoever parsed them. A run that failed names only its own. */
static void note_problems(Run *run, gboolean ok)
{
    for (guint i = 0; run->plan && i < run->plan->entries->len; i++) {
        const QlPlanEntry *entry = run->plan->entries->pdata[i];

        if (entry->row && entry->state != QL_TU_CLEAN && (ok || !entry->reused)) {
            g_ptr_array_add(run->result->problems,
                            ql_index_problem_new(entry->source, entry->state, entry->message));
        }
    }
}

static void note_result(Run *run, gboolean ok)
{
    note_problems(run, ok);
    for (guint i = 0; run->selection && i < run->selection->executables->len; i++) {
        const QlExecutable *executable = run->selection->executables->pdata[i];

        g_ptr_array_add(run->result->executables, g_strdup(executable->name));
    }
    run->result->parsed = run->n_stored;
    run->result->seconds = seconds_since(run->started);
}

/* What is about the database goes before the lock on it. */
static void close_place(Run *run)
{
    if (run->states) {
        ql_file_states_save(run->states);
    }
    ql_plan_free(run->plan);
    ql_prefix_stage_free(run->prefixes);
    ql_base_free(run->base);
    ql_include_search_free(run->search);
    ql_file_states_free(run->states);
    ql_replacement_free(run->file);
    g_free(run->links);
    g_free(run->clang);
}

static void run_clear(Run *run)
{
    close_place(run);
    g_clear_pointer(&run->selection, ql_selection_free);
    g_ptr_array_unref(run->inputs);
    g_hash_table_unref(run->hashed);
    ql_paths_free(run->paths);
    g_clear_pointer(&run->compdb, ql_compdb_free);
    g_free(run->shard);
}

gboolean ql_index_run(const QlIndexOptions *options, QlIndexResult *result, GError **error)
{
    Run run = {.options = options,
               .result = result,
               .inputs = g_ptr_array_new(),
               .hashed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
               .started = g_get_monotonic_time(),
               .moment = ql_file_clock()};
    gboolean ok;

    ql_index_result_init(result);
    if (!ql_interrupt_open(&run.interrupt, error)) {
        run_clear(&run);
        return FALSE;
    }
    ok = load_compdb(&run, error) && choose_tus(&run, error) && open_place(&run, error) &&
         bring_up_to_date(&run, error);
    note_result(&run, ok);
    run_clear(&run);
    ql_interrupt_close(&run.interrupt);
    return ok;
}
