/* SPDX-License-Identifier: Apache-2.0 */
#include "selection.h"

#include "shard.h"

static gboolean no_such_executable(const QlCompdb *compdb, const char *pattern, GError **error)
{
    g_autoptr(GString) known = g_string_new(NULL);

    for (guint i = 0; i < compdb->executables->len; i++) {
        const QlExecutable *executable = compdb->executables->pdata[i];

        g_string_append_printf(known, "%s%s", i ? ", " : "", executable->name);
    }
    if (known->len == 0) {
        g_string_append(known, "none, for lack of a build.ninja");
    }
    g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_SELECTION,
                "no executable matches \"%s\" in %s; known are: %s", pattern, compdb->build,
                known->str);
    return FALSE;
}

static gboolean choose_executables(QlSelection *selection, const QlCompdb *compdb,
                                   const QlIndexOptions *options, GError **error)
{
    const char *pattern = options->executables;

    if (options->all) {
        pattern = "*";
    } else if (!pattern) {
        pattern = options->default_executables ? options->default_executables : "*";
    }
    selection->executables = ql_compdb_match_executables(compdb, pattern);
    if (selection->executables->len == 0 && !options->all && options->executables) {
        return no_such_executable(compdb, pattern, error);
    }
    return TRUE;
}

/* One flag an entry: does a chosen executable hold it? All do if none was chosen. */
static guint8 *linked_entries(const QlSelection *selection, const QlCompdb *compdb, gboolean all)
{
    guint8 *linked = g_new0(guint8, compdb->entries->len);

    for (guint i = 0; i < compdb->entries->len; i++) {
        linked[i] = all || selection->executables->len == 0;
    }
    for (guint i = 0; i < selection->executables->len; i++) {
        const QlExecutable *executable = selection->executables->pdata[i];

        for (guint j = 0; j < executable->tus->len; j++) {
            linked[g_array_index(executable->tus, QlExecutableTu, j).entry] = TRUE;
        }
    }
    return linked;
}

static gboolean matches_globs(const QlTuInput *tu, const QlPaths *paths, const char *const *globs)
{
    g_autofree char *rooted = ql_paths_to_rooted(paths, tu->source, tu->directory);

    for (; globs && *globs; globs++) {
        if (g_pattern_match_simple(*globs, ql_paths_display(rooted))) {
            return TRUE;
        }
    }
    return FALSE;
}

static void choose_entries(QlSelection *selection, const QlCompdb *compdb, const QlPaths *paths,
                           const QlIndexOptions *options)
{
    g_autofree guint8 *linked = linked_entries(selection, compdb, options->all);

    for (guint i = 0; i < compdb->entries->len; i++) {
        const QlCompdbEntry *entry = compdb->entries->pdata[i];

        if (linked[i] &&
            (!options->tu_globs || matches_globs(entry->tu, paths, options->tu_globs))) {
            g_array_append_val(selection->entries, i);
        }
    }
}

static gboolean is_in_shard(const QlTuInput *tu, const QlPaths *paths,
                            const QlIndexOptions *options)
{
    g_autofree char *source = ql_paths_to_rooted(paths, tu->source, tu->directory);
    g_autofree char *output =
        tu->output ? ql_paths_to_rooted(paths, tu->output, tu->directory) : NULL;

    return ql_shard_of(source, output, options->shards) == options->shard;
}

/* Leaves the entries of the shard asked for, which may be none. */
static void choose_shard(QlSelection *selection, const QlCompdb *compdb, const QlPaths *paths,
                         const QlIndexOptions *options)
{
    guint kept = 0;

    for (guint i = 0; i < selection->entries->len; i++) {
        guint number = g_array_index(selection->entries, guint, i);
        const QlCompdbEntry *entry = compdb->entries->pdata[number];

        if (is_in_shard(entry->tu, paths, options)) {
            g_array_index(selection->entries, guint, kept++) = number;
        }
    }
    g_array_set_size(selection->entries, kept);
}

QlSelection *ql_selection_new(const QlCompdb *compdb, const QlPaths *paths,
                              const QlIndexOptions *options, GError **error)
{
    g_autoptr(QlSelection) selection = g_new0(QlSelection, 1);

    selection->entries = g_array_new(FALSE, FALSE, sizeof(guint));
    if (!choose_executables(selection, compdb, options, error)) {
        return NULL;
    }
    choose_entries(selection, compdb, paths, options);
    if (selection->entries->len == 0) {
        g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_SELECTION,
                    "%s: no TU is left to index; check --tu and --executable", compdb->path);
        return NULL;
    }
    if (options->shards) {
        choose_shard(selection, compdb, paths, options);
    }
    return g_steal_pointer(&selection);
}

void ql_selection_free(QlSelection *selection)
{
    g_array_unref(selection->entries);
    g_clear_pointer(&selection->executables, g_ptr_array_unref);
    g_free(selection);
}
