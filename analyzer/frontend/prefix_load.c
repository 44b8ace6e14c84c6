/* SPDX-License-Identifier: Apache-2.0 */
/* A prefix made ready for use: its files are what they were, and their texts have been scanned. */
#include "prefix_private.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

int ql_prefix_file(const QlPrefix *prefix, const char *rooted)
{
    return (int)GPOINTER_TO_UINT(g_hash_table_lookup(prefix->by_rooted, rooted)) - 1;
}

static int compare_edges(gconstpointer a, gconstpointer b)
{
    const QlPrefixEdge *x = a, *y = b;

    return x->from < y->from ? -1 : x->from > y->from;
}

static void index_edges(QlPrefix *prefix)
{
    GArray *edges = prefix->manifest->edges;
    guint at = 0;

    g_array_sort(edges, compare_edges);
    prefix->edge_start = g_new(guint, prefix->n_files + 1);
    for (guint file = 0; file <= prefix->n_files; file++) {
        while (at < edges->len && ql_prefix_edge(prefix, at)->from < file) {
            at++;
        }
        prefix->edge_start[file] = at;
    }
}

void ql_prefix_mark_read(const QlPrefix *prefix, guint file, guint8 *marks)
{
    if (marks[file]) {
        return;
    }
    marks[file] = TRUE;
    for (guint i = prefix->edge_start[file]; i < prefix->edge_start[file + 1]; i++) {
        ql_prefix_mark_read(prefix, ql_prefix_edge(prefix, i)->to, marks);
    }
}

/* Scans every file, if all are what they were. */
static gboolean scan_files(QlPrefix *prefix)
{
    const QlPrefixManifest *m = prefix->manifest;

    for (guint i = 0; i < prefix->n_files; i++) {
        const char *path = m->files->pdata[i];
        guint8 hash[QL_HASH_SIZE];

        prefix->scans[i] = ql_scans_file(prefix->cache, path, hash);
        if (!prefix->scans[i] ||
            memcmp(hash, m->hashes->data + (gsize)i * QL_HASH_SIZE, sizeof hash) != 0) {
            return FALSE;
        }
    }
    return TRUE;
}

char *ql_prefix_real_name(const QlPaths *paths, const char *path)
{
    char *target = realpath(path, NULL);
    char *rooted = ql_paths_to_rooted(paths, target ? target : path, NULL);

    free(target);
    return rooted;
}

static void name_files(QlPrefix *prefix, const QlPaths *paths)
{
    prefix->rooted = g_new0(char *, prefix->n_files + 1);
    prefix->by_rooted = g_hash_table_new(g_str_hash, g_str_equal);
    prefix->by_real = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < prefix->n_files; i++) {
        const char *path = prefix->manifest->files->pdata[i];

        prefix->rooted[i] = ql_paths_to_rooted(paths, path, NULL);
        g_hash_table_insert(prefix->by_rooted, prefix->rooted[i], GUINT_TO_POINTER(i + 1));
        g_hash_table_insert(prefix->by_real, ql_prefix_real_name(paths, path),
                            GUINT_TO_POINTER(i + 1));
    }
}

/* libclang notices damage to what it has made only at times. */
static gboolean is_whole(const QlPrefixManifest *manifest, const char *stem)
{
    g_autofree char *hash = ql_prefix_product_hash(stem);

    return g_strcmp0(hash, manifest->product) == 0;
}

static QlPrefix *prefix_new(QlPrefixManifest *manifest, const char *stem, const QlPaths *paths,
                            QlScans *scans)
{
    QlPrefix *prefix = g_new0(QlPrefix, 1);

    prefix->manifest = manifest;
    prefix->cache = scans;
    prefix->pch = g_strconcat(stem, ".pch", NULL);
    prefix->names = g_strconcat(stem, ".names.h", NULL);
    prefix->n_files = manifest->files->len;
    prefix->scans = g_new0(const QlScan *, prefix->n_files);
    prefix->texts = g_new0(GBytes *, prefix->n_files);
    prefix->basic = g_new0(guint8, prefix->n_files);
    prefix->real = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    name_files(prefix, paths);
    return prefix;
}

QlPrefix *ql_prefix_load(QlPrefixManifest *manifest, const char *stem, const QlPaths *paths,
                         QlScans *scans)
{
    QlPrefix *prefix = prefix_new(manifest, stem, paths, scans);

    if (!is_whole(manifest, stem) || !scan_files(prefix) || !ql_prefix_note_listed(prefix)) {
        ql_prefix_free(prefix);
        return NULL;
    }
    index_edges(prefix);
    ql_prefix_mark_read(prefix, prefix->first, prefix->basic);
    ql_prefix_note_words(prefix);
    ql_prefix_note_declared(prefix);
    return prefix;
}

static void free_tables(QlPrefix *prefix)
{
    GHashTable *tables[] = {prefix->definers, prefix->basic_definers, prefix->taints,
                            prefix->bodies,   prefix->reachers,       prefix->listed,
                            prefix->declared, prefix->by_rooted,      prefix->by_real,
                            prefix->real};

    for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_clear_pointer(&tables[i], g_hash_table_destroy);
    }
}

static void free_texts(QlPrefix *prefix)
{
    for (guint i = 0; i < prefix->n_files; i++) {
        g_bytes_unref(prefix->texts[i]);
    }
    g_free(prefix->texts);
}

void ql_prefix_free(QlPrefix *prefix)
{
    if (!prefix) {
        return;
    }
    free_tables(prefix);
    free_texts(prefix);
    g_clear_pointer(&prefix->pairs, g_array_unref);
    g_free(prefix->word_flags);
    g_free(prefix->circle);
    ql_prefix_manifest_free(prefix->manifest);
    g_strfreev(prefix->rooted);
    g_free(prefix->pch);
    g_free(prefix->names);
    g_free(prefix->scans);
    g_free(prefix->edge_start);
    g_free(prefix->basic);
    g_free(prefix);
}
