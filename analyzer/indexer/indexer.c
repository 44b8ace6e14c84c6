/* SPDX-License-Identifier: Apache-2.0 */
#include "indexer.h"

#include "frontend.h"
#include "pool.h"
#include "replacement.h"
#include "selection.h"
#include <string.h>
#include <sys/stat.h>

/* One run. What it reads is set up first, then the database is written. */
typedef struct Run {
    const QlIndexOptions *options;
    QlIndexResult *result;
    QlInterrupt interrupt;
    QlCompdb *compdb;
    QlPaths *paths;
    QlSelection *selection;
    GPtrArray *inputs; /* const QlTuInput*, the TUs to parse */
    gint64 *tu_ids;    /* id in the store of each input */
    QlStore *store;
    gint64 started;
} Run;

G_DEFINE_QUARK(ql - index - error - quark, ql_index_error)

static void problem_free(gpointer data)
{
    QlIndexProblem *problem = data;

    g_free(problem->source);
    g_free(problem->message);
    g_free(problem);
}

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
    run->tu_ids = g_new0(gint64, run->inputs->len);
    return TRUE;
}

/* ---- results into the store ---- */

static gboolean is_path_char(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '-' || c == '.' || c == '+';
}

/* Whether the text before and after a match belongs to no longer name: "-I" before it does not. */
static gboolean is_whole(const GString *text, gsize at, gsize end)
{
    const char *before = text->str + at;
    gsize word = 0;
    while (word < at &&
           (is_path_char(before[-1 - (gssize)word]) || before[-1 - (gssize)word] == '/')) {
        word++;
    }
    gboolean option = word > 1 && before[-(gssize)word] == '-' && !memchr(before - word, '/', word);
    return (word == 0 || option) && !is_path_char(text->str[end]);
}

/* Replaces @directory where it stands for itself, not as part of another path. */
static void replace_root(GString *text, const char *directory, const char *name)
{
    gsize length = strlen(directory);
    char *found = length ? strstr(text->str, directory) : NULL;

    while (found) {
        gsize at = (gsize)(found - text->str);
        gsize next = at + length;
        if (is_whole(text, at, next)) {
            gsize slash = text->str[next] == '/';
            g_string_erase(text, (gssize)at, (gssize)(length + slash));
            g_string_insert(text, (gssize)at, name);
            next = at + strlen(name);
        }
        found = strstr(text->str + next, directory);
    }
}

/* @text with names for the trees' places: the index must not depend on where they lie. */
static char *without_places(const char *text, const QlPaths *paths, const char *src)
{
    GString *result = g_string_new(text);
    gboolean build_first = strlen(paths->build) > strlen(paths->src);

    if (build_first) {
        replace_root(result, paths->build, "BUILD:");
    }
    replace_root(result, paths->src, src);
    if (!build_first) {
        replace_root(result, paths->build, "BUILD:");
    }
    return g_string_free(result, FALSE);
}

/* Identifies the flags of a TU. */
static char *flags_hash(const QlTuInput *tu, const QlPaths *paths)
{
    g_autofree char *flags = tu->flags ? g_strjoinv("\n", tu->flags) : g_strdup("");
    g_autofree char *text = g_strconcat(tu->directory, "\n", flags, NULL);
    g_autofree char *placeless = without_places(text, paths, "SRC:");

    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, placeless, -1);
}

static QlTuState tu_state(const QlTuResult *result)
{
    if (!result->facts) {
        return QL_TU_FAILED;
    }
    return result->facts->errors ? QL_TU_ERRORS : QL_TU_CLEAN;
}

static void note_problem(Run *run, const char *source, QlTuState state, const char *message)
{
    QlIndexProblem *problem;

    if (state == QL_TU_CLEAN) {
        return;
    }
    problem = g_new0(QlIndexProblem, 1);
    problem->source = g_strdup(ql_paths_display(source));
    problem->state = state;
    problem->message = g_strdup(message ? message : "");
    g_ptr_array_add(run->result->problems, problem);
}

static gboolean store_result(guint tu, const QlTuResult *result, gpointer user, GError **error)
{
    Run *run = user;
    const QlTuInput *input = run->inputs->pdata[tu];
    g_autofree char *source = ql_paths_to_rooted(run->paths, input->source, input->directory);
    g_autofree char *output =
        input->output ? ql_paths_to_rooted(run->paths, input->output, input->directory) : NULL;
    g_autofree char *hash = flags_hash(input, run->paths);
    const char *given = result->facts ? result->facts->first_error : result->failure;
    g_autofree char *message = given ? without_places(given, run->paths, "") : NULL;
    QlTuState state = tu_state(result);

    note_problem(run, source, state, message);
    QlTuRecord record = {source, output, hash, NULL, state, message};
    run->tu_ids[tu] = ql_store_add_tu(run->store, &record, result->facts, error);
    return run->tu_ids[tu] != 0;
}

static void tick(guint done, gpointer user)
{
    Run *run = user;
    QlIndexProgress progress = {done, run->inputs->len, seconds_since(run->started)};

    if (run->options->progress) {
        run->options->progress(&progress, run->options->user);
    }
}

static gboolean parse_all(Run *run, GError **error)
{
    guint jobs = run->options->jobs ? run->options->jobs : g_get_num_processors();
    QlPoolOptions pool = {
        .work = {run->inputs, run->paths},
        .jobs = MIN(jobs, run->inputs->len),
        .time_limit = run->options->time_limit,
        .interrupt = &run->interrupt,
        .result = store_result,
        .tick = tick,
        .user = run,
    };

    return ql_pool_run(&pool, error);
}

/* Position in the inputs of compile database entry @entry, or -1. */
static gint64 input_of_entry(const Run *run, guint entry)
{
    const GArray *entries = run->selection->entries;
    guint low = 0, high = entries->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;

        if (g_array_index(entries, guint, middle) < entry) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < entries->len && g_array_index(entries, guint, low) == entry ? (gint64)low : -1;
}

static gboolean link_executable(Run *run, const QlExecutable *executable, GError **error)
{
    gint64 id = ql_store_add_executable(run->store, executable->name, error);

    if (!id) {
        return FALSE;
    }
    g_ptr_array_add(run->result->executables, g_strdup(executable->name));
    for (guint i = 0; i < executable->tus->len; i++) {
        QlExecutableTu tu = g_array_index(executable->tus, QlExecutableTu, i);
        gint64 input = input_of_entry(run, tu.entry);

        if (input >= 0 &&
            !ql_store_link(run->store, id, run->tu_ids[input], tu.kind == QL_LINK_ARCHIVE, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean link_executables(Run *run, GError **error)
{
    for (guint i = 0; i < run->selection->executables->len; i++) {
        if (!link_executable(run, run->selection->executables->pdata[i], error)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* ---- the database ---- */

/* Somebody's file that happens to have the name given is not ours to overwrite. */
static gboolean may_replace(const char *path, GError **error)
{
    g_autoptr(GError) problem = NULL;
    struct stat info;

    if (stat(path, &info) < 0 || info.st_size == 0) {
        return TRUE;
    }
    ql_store_close(ql_store_open(path, NULL, TRUE, &problem));
    if (!g_error_matches(problem, QL_STORE_ERROR, QL_STORE_ERROR_NOT_AN_INDEX)) {
        return TRUE;
    }
    g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_IO,
                "%s is not a qlockdep index and is left alone; remove it or choose another file "
                "with -o",
                path);
    return FALSE;
}

static gboolean fill_store(Run *run, const char *path, GError **error)
{
    g_autofree char *clang = ql_frontend_clang_version();
    QlStoreMeta meta = {ql_frontend_version(), clang, run->options->tool_version};
    gboolean ok;

    run->store = ql_store_create(path, &meta, error);
    ok = run->store && parse_all(run, error) && link_executables(run, error) &&
         ql_store_finish(run->store, error) &&
         ql_store_summary(run->store, &run->result->summary, error);
    g_clear_pointer(&run->store, ql_store_close);
    return ok;
}

static gboolean write_database(Run *run, GError **error)
{
    g_autoptr(QlReplacement) file = ql_replacement_begin(run->options->database, error);
    struct stat info;

    if (!file || !may_replace(run->options->database, error) ||
        !fill_store(run, ql_replacement_path(file), error)) {
        return FALSE;
    }
    if (stat(ql_replacement_path(file), &info) == 0) {
        run->result->size = (guint64)info.st_size;
    }
    if (!ql_interrupt_check(&run->interrupt, error) || !ql_replacement_commit(file, error)) {
        return FALSE;
    }
    run->result->seconds = seconds_since(run->started);
    return TRUE;
}

static void run_clear(Run *run)
{
    g_clear_pointer(&run->selection, ql_selection_free);
    g_clear_pointer(&run->inputs, g_ptr_array_unref);
    g_clear_pointer(&run->tu_ids, g_free);
    g_clear_pointer(&run->paths, ql_paths_free);
    g_clear_pointer(&run->compdb, ql_compdb_free);
}

gboolean ql_index_run(const QlIndexOptions *options, QlIndexResult *result, GError **error)
{
    Run run = {.options = options,
               .result = result,
               .inputs = g_ptr_array_new(),
               .started = g_get_monotonic_time()};
    gboolean ok;

    *result = (QlIndexResult){0};
    result->problems = g_ptr_array_new_with_free_func(problem_free);
    result->executables = g_ptr_array_new_with_free_func(g_free);
    if (!ql_interrupt_open(&run.interrupt, error)) {
        run_clear(&run);
        return FALSE;
    }
    ok = load_compdb(&run, error) && choose_tus(&run, error) && write_database(&run, error);
    run_clear(&run);
    ql_interrupt_close(&run.interrupt);
    return ok;
}

void ql_index_result_clear(QlIndexResult *result)
{
    g_clear_pointer(&result->problems, g_ptr_array_unref);
    g_clear_pointer(&result->executables, g_ptr_array_unref);
}
