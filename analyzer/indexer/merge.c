/* SPDX-License-Identifier: Apache-2.0 */
#include "merge.h"

#include "base.h"
#include "frontend.h"
#include "index_result.h"
#include "interrupt.h"
#include "links.h"
#include "replacement.h"
#include "shard.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* An index to merge, as it was when it was checked. */
typedef struct Input {
    const char *path;
    struct stat info;
    QlShards shards; /* n is 0: it is whole */
    char **executables;
} Input;

typedef struct Merge {
    const QlMergeOptions *options;
    QlIndexResult *result;
    QlInterrupt interrupt;
    QlStoreMeta meta;
    GPtrArray *inputs; /* Input* */
    QlShards shards;   /* all inputs' together; n is 0: they are whole */
} Merge;

static void input_free(gpointer data)
{
    Input *input = data;

    g_strfreev(input->executables);
    g_free(input);
}

static gboolean refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean refuse(GError **error, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_propagate_error(error,
                      g_error_new_valist(QL_INDEX_ERROR, QL_INDEX_ERROR_MERGE, format, args));
    va_end(args);
    return FALSE;
}

static gboolean is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* ---- what there is to merge ---- */

static gboolean read_shards(QlStore *store, Input *input, GError **error)
{
    g_autofree char *text = ql_store_get_meta(store, QL_SHARD_META, error);

    if (!text) {
        return FALSE;
    }
    if (text[0] != '\0' && !ql_shards_parse(text, &input->shards)) {
        return refuse(error, "%s: \"%s\" is no shard; index it again", input->path, text);
    }
    return TRUE;
}

/* A file beside it says that a run which is to replace it has not finished. */
static gboolean is_finished(QlStore *store, const Input *input, GError **error)
{
    g_autofree char *part = g_strconcat(input->path, ".part", NULL);
    QlStoreSummary summary;

    if (!ql_store_summary(store, &summary, error)) {
        return FALSE;
    }
    if (summary.state != QL_STORE_COMPLETE || g_file_test(part, G_FILE_TEST_EXISTS)) {
        return refuse(error, "%s: indexing was not finished; run that qlockdep index again first",
                      input->path);
    }
    return TRUE;
}

/* Opened as partial, since readers refuse a shard otherwise. */
static gboolean read_input(const Merge *merge, Input *input, GError **error)
{
    g_autoptr(QlStore) store = ql_store_open(input->path, &merge->meta, TRUE, error);

    if (!store || !is_finished(store, input, error) || !read_shards(store, input, error)) {
        return FALSE;
    }
    input->executables = ql_store_executables(store, error);
    if (!input->executables) {
        return FALSE;
    }
    if (stat(input->path, &input->info) < 0) {
        return refuse(error, "%s: %s", input->path, g_strerror(errno));
    }
    return TRUE;
}

static gboolean add_input(Merge *merge, const char *path, GError **error)
{
    Input *input = g_new0(Input, 1);

    input->path = path;
    g_ptr_array_add(merge->inputs, input);
    return read_input(merge, input, error);
}

/* Whether @input can be a part of what @first is a part of. */
static gboolean fits(const Input *input, const Input *first, GError **error)
{
    if (!input->shards.n != !first->shards.n) {
        const Input *shard = input->shards.n ? input : first;

        return refuse(error, "%s is a shard, %s is not; merge either shards or whole indexes",
                      shard->path, shard == input ? first->path : input->path);
    }
    if (input->shards.n != first->shards.n) {
        return refuse(error, "%s and %s: one is of %u shards, the other of %u", first->path,
                      input->path, first->shards.n, input->shards.n);
    }
    if (input->shards.n && !g_strv_equal((const char *const *)input->executables,
                                         (const char *const *)first->executables)) {
        return refuse(error,
                      "%s and %s: not of the same executables; index all shards with the same "
                      "options",
                      first->path, input->path);
    }
    return TRUE;
}

static gboolean is_given_once(const Merge *merge, guint number, GError **error)
{
    const Input *input = merge->inputs->pdata[number];

    for (guint i = 0; i < number; i++) {
        const Input *other = merge->inputs->pdata[i];

        if (is_same_file(&input->info, &other->info)) {
            return refuse(error, "%s and %s: the same file is given twice", other->path,
                          input->path);
        }
    }
    return TRUE;
}

/* Adds the shards of @input to those that @owners (Input*, by shard) have. */
static gboolean claim_shards(Merge *merge, const Input *input, const Input **owners, GError **error)
{
    merge->shards.n = input->shards.n;
    for (guint i = 1; i <= input->shards.n; i++) {
        if (!input->shards.has[i]) {
            continue;
        }
        if (owners[i]) {
            return refuse(error, "%s and %s: both have shard %u/%u", owners[i]->path, input->path,
                          i, input->shards.n);
        }
        owners[i] = input;
        merge->shards.has[i] = TRUE;
    }
    return TRUE;
}

static gboolean all_fit_together(Merge *merge, GError **error)
{
    g_autofree const Input **owners = g_new0(const Input *, QL_MAX_SHARDS + 1);

    for (guint i = 0; i < merge->inputs->len; i++) {
        const Input *input = merge->inputs->pdata[i];

        if (!is_given_once(merge, i, error) || !fits(input, merge->inputs->pdata[0], error) ||
            !claim_shards(merge, input, owners, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean has_all_shards(const Merge *merge, GError **error)
{
    QlShards missing = ql_shards_missing(&merge->shards);
    g_autofree char *text = NULL;

    if (merge->options->partial || ql_shards_is_empty(&missing)) {
        return TRUE;
    }
    text = ql_shards_format(&missing);
    if (strpbrk(text, ",-")) {
        return refuse(error, "shards %s are missing; give them too, or use --partial", text);
    }
    return refuse(error, "shard %s is missing; give it too, or use --partial", text);
}

static gboolean output_is_no_input(const Merge *merge, GError **error)
{
    const char *database = merge->options->database;
    struct stat info;

    if (stat(database, &info) < 0) {
        return TRUE;
    }
    for (guint i = 0; i < merge->inputs->len; i++) {
        const Input *input = merge->inputs->pdata[i];

        if (is_same_file(&input->info, &info)) {
            return refuse(error, "%s: one of the indexes to merge; choose another file with -o",
                          database);
        }
    }
    return TRUE;
}

static gboolean check_inputs(Merge *merge, GError **error)
{
    for (const char *const *path = merge->options->indexes; *path; path++) {
        if (!add_input(merge, *path, error)) {
            return FALSE;
        }
    }
    return all_fit_together(merge, error) && has_all_shards(merge, error) &&
           output_is_no_input(merge, error);
}

/* ---- the merged index ---- */

static gboolean merge_inputs(const Merge *merge, QlStore *store, GError **error)
{
    for (guint i = 0; i < merge->inputs->len; i++) {
        const Input *input = merge->inputs->pdata[i];

        if (!ql_interrupt_check(&merge->interrupt, error) ||
            !ql_store_merge(store, input->path, error)) {
            return FALSE;
        }
    }
    return ql_interrupt_check(&merge->interrupt, error);
}

/* A job that is still running may replace its index behind our back. */
static gboolean inputs_are_unchanged(const Merge *merge, GError **error)
{
    for (guint i = 0; i < merge->inputs->len; i++) {
        const Input *input = merge->inputs->pdata[i];
        struct stat now;

        if (stat(input->path, &now) < 0 || !is_same_file(&now, &input->info) ||
            now.st_size != input->info.st_size) {
            return refuse(error, "%s: it was changed while it was merged; merge again",
                          input->path);
        }
    }
    return TRUE;
}

static gboolean set_shards(const Merge *merge, QlStore *store, GError **error)
{
    QlShards missing = ql_shards_missing(&merge->shards);
    g_autofree char *text = NULL;

    if (!ql_shards_is_empty(&missing)) {
        text = ql_shards_format(&merge->shards);
    }
    return ql_store_set_meta(store, QL_SHARD_META, text, error);
}

/* As an index run sets it, so that the next one sees that there is nothing to do. */
static gboolean set_links(QlStore *store, GError **error)
{
    g_autofree char *links = ql_links_stored_digest(store, error);

    return links && ql_store_set_meta(store, QL_META_LINKS, links, error);
}

static gboolean note_problem(const QlStoredInput *input, gpointer user)
{
    GPtrArray *problems = user;
    const QlTuRecord *tu = &input->record;

    if (tu->state != QL_TU_CLEAN) {
        g_ptr_array_add(problems, ql_index_problem_new(tu->source, tu->state, tu->message));
    }
    return TRUE;
}

static gboolean fill_store(const Merge *merge, const char *path, GError **error)
{
    g_autoptr(QlStore) store = ql_store_create(path, &merge->meta, error);
    QlIndexResult *result = merge->result;

    return store && merge_inputs(merge, store, error) && inputs_are_unchanged(merge, error) &&
           set_shards(merge, store, error) && set_links(store, error) &&
           ql_store_finish(store, error) && ql_store_summary(store, &result->summary, error) &&
           ql_store_each_input(store, note_problem, result->problems, error);
}

static gboolean replace_database(const Merge *merge, const QlReplacement *file, GError **error)
{
    struct stat info;

    if (!fill_store(merge, ql_replacement_path(file), error) ||
        !ql_interrupt_check(&merge->interrupt, error)) {
        return FALSE;
    }
    if (stat(ql_replacement_path(file), &info) == 0) {
        merge->result->size = (guint64)info.st_size;
    }
    return ql_replacement_commit(file, error);
}

static gboolean write_database(const Merge *merge, GError **error)
{
    g_autoptr(QlReplacement) file = ql_replacement_begin(merge->options->database, error);

    if (!file || !ql_replacement_may_write(file, error)) {
        return FALSE;
    }
    if (!replace_database(merge, file, error)) {
        ql_replacement_discard(file);
        return FALSE;
    }
    return TRUE;
}

gboolean ql_merge_run(const QlMergeOptions *options, QlIndexResult *result, GError **error)
{
    g_autofree char *clang = ql_frontend_clang_version();
    gint64 started = g_get_monotonic_time();
    Merge merge = {.options = options,
                   .result = result,
                   .meta = {ql_frontend_version(), clang, options->tool_version}};
    gboolean ok;

    ql_index_result_init(result);
    if (!ql_interrupt_open(&merge.interrupt, error)) {
        return FALSE;
    }
    merge.inputs = g_ptr_array_new_with_free_func(input_free);
    ok = check_inputs(&merge, error) && write_database(&merge, error);
    g_ptr_array_unref(merge.inputs);
    ql_interrupt_close(&merge.interrupt);
    result->seconds = ql_seconds_since(started);
    return ok;
}
