/* SPDX-License-Identifier: Apache-2.0 */
#include "sources.h"

static gboolean load_compdb(QlSources *sources, const QlIndexOptions *options, GError **error)
{
    const char *source = options->source_root;

    if (source && !g_file_test(source, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_SELECTION,
                    "%s: not a directory; give the source tree with --source-root", source);
        return FALSE;
    }
    sources->compdb = ql_compdb_load(options->build, error);
    if (!sources->compdb) {
        return FALSE;
    }
    sources->paths =
        ql_paths_new(source ? source : sources->compdb->source, sources->compdb->build);
    return TRUE;
}

static char *shard_text(const QlIndexOptions *options)
{
    return options->shards > 1 ? g_strdup_printf("%u/%u", options->shard, options->shards)
                               : g_strdup("");
}

static gboolean choose_tus(QlSources *sources, const QlIndexOptions *options, GError **error)
{
    sources->selection = ql_selection_new(sources->compdb, sources->paths, options, error);
    if (!sources->selection) {
        return FALSE;
    }
    sources->inputs = g_ptr_array_new();
    for (guint i = 0; i < sources->selection->entries->len; i++) {
        guint number = g_array_index(sources->selection->entries, guint, i);
        const QlCompdbEntry *entry = sources->compdb->entries->pdata[number];

        g_ptr_array_add(sources->inputs, entry->tu);
    }
    sources->shard = shard_text(options);
    return TRUE;
}

gboolean ql_sources_load(QlSources *sources, const QlIndexOptions *options, GError **error)
{
    return load_compdb(sources, options, error) && choose_tus(sources, options, error);
}

void ql_sources_clear(QlSources *sources)
{
    g_clear_pointer(&sources->selection, ql_selection_free);
    g_clear_pointer(&sources->inputs, g_ptr_array_unref);
    g_clear_pointer(&sources->paths, ql_paths_free);
    g_clear_pointer(&sources->compdb, ql_compdb_free);
    g_clear_pointer(&sources->shard, g_free);
}
