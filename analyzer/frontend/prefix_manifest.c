/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of a precompiled prefix, as a file beside it. */
#include "prefix_private.h"

#include <string.h>

/* key, include directories, files with the hash of their content, edges, typedefs, guards, macros,
 * hash of the search for includes, functions and variables, hash of what was made. File names need
 * not be UTF-8. */
#define MANIFEST_TYPE "(ayaaya(ayay)a(uuuay)a(ayay)ayaayayaayay)"

static void clear_edge(gpointer data)
{
    QlPrefixEdge *edge = data;

    g_free(edge->name);
}

QlPrefixManifest *ql_prefix_manifest_new(const char *key)
{
    QlPrefixManifest *m = g_new0(QlPrefixManifest, 1);

    m->key = g_strdup(key);
    m->files = g_ptr_array_new_with_free_func(g_free);
    m->hashes = g_array_new(FALSE, TRUE, QL_HASH_SIZE);
    m->guarded = g_byte_array_new();
    m->macros = g_ptr_array_new_with_free_func(g_free);
    m->declared = g_ptr_array_new_with_free_func(g_free);
    m->edges = g_array_new(FALSE, TRUE, sizeof(QlPrefixEdge));
    g_array_set_clear_func(m->edges, clear_edge);
    m->typedefs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return m;
}

void ql_prefix_manifest_free(QlPrefixManifest *manifest)
{
    if (!manifest) {
        return;
    }
    g_free(manifest->key);
    g_free(manifest->search);
    g_free(manifest->product);
    g_strfreev(manifest->dirs);
    g_ptr_array_unref(manifest->files);
    g_array_unref(manifest->hashes);
    g_byte_array_unref(manifest->guarded);
    g_ptr_array_unref(manifest->macros);
    g_ptr_array_unref(manifest->declared);
    g_array_unref(manifest->edges);
    g_hash_table_destroy(manifest->typedefs);
    g_free(manifest);
}

char *ql_prefix_product_hash(const char *stem)
{
    static const char *const suffixes[] = {".pch", ".names.h", ".h"};
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_MD5); /* quick, against damage only */

    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(stem, suffixes[i], NULL);
        g_autofree char *data = NULL;
        gsize length;

        if (!g_file_test(path, G_FILE_TEST_IS_REGULAR) ||
            !g_file_get_contents(path, &data, &length, NULL)) {
            return NULL;
        }
        g_checksum_update(sum, (const guchar *)data, (gssize)length);
    }
    return g_strdup(g_checksum_get_string(sum));
}

static void search_place(GChecksum *sum, const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    gboolean there = g_file_test(path, G_FILE_TEST_EXISTS);

    g_checksum_update(sum, (const guchar *)(there ? "1" : "0"), 1);
}

char *ql_prefix_search_hash(const QlPrefixManifest *manifest)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < manifest->edges->len; i++) {
        const QlPrefixEdge *edge = &g_array_index(manifest->edges, QlPrefixEdge, i);
        g_autofree char *beside = g_path_get_dirname(manifest->files->pdata[edge->from]);

        search_place(sum, beside, edge->name);
        for (char **dir = manifest->dirs; *dir && !g_hash_table_contains(names, edge->name);
             dir++) {
            search_place(sum, *dir, edge->name);
        }
        g_hash_table_add(names, edge->name);
    }
    return g_strdup(g_checksum_get_string(sum));
}

static GVariant *bytes_variant(const guint8 *bytes, gsize n)
{
    return g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, bytes, n, 1);
}

static void encode_files(GVariantBuilder *b, const QlPrefixManifest *m)
{
    g_variant_builder_open(b, G_VARIANT_TYPE("a(ayay)"));
    for (guint i = 0; i < m->files->len; i++) {
        const guint8 *hash = (const guint8 *)m->hashes->data + (gsize)i * QL_HASH_SIZE;
        g_variant_builder_add(b, "(^ay@ay)", (const char *)m->files->pdata[i],
                              bytes_variant(hash, QL_HASH_SIZE));
    }
    g_variant_builder_close(b);
}

static void encode_edges(GVariantBuilder *b, const GArray *edges)
{
    g_variant_builder_open(b, G_VARIANT_TYPE("a(uuuay)"));
    for (guint i = 0; i < edges->len; i++) {
        const QlPrefixEdge *edge = &g_array_index(edges, QlPrefixEdge, i);
        g_variant_builder_add(b, "(uuu^ay)", edge->from, edge->to, edge->line, edge->name);
    }
    g_variant_builder_close(b);
}

static void encode_typedefs(GVariantBuilder *b, GHashTable *typedefs)
{
    GHashTableIter iter;
    gpointer name, type;

    g_variant_builder_open(b, G_VARIANT_TYPE("a(ayay)"));
    g_hash_table_iter_init(&iter, typedefs);
    while (g_hash_table_iter_next(&iter, &name, &type)) {
        g_variant_builder_add(b, "(^ay^ay)", (const char *)name, (const char *)type);
    }
    g_variant_builder_close(b);
}

static void encode_texts(GVariantBuilder *b, const GPtrArray *texts)
{
    g_variant_builder_open(b, G_VARIANT_TYPE("aay"));
    for (guint i = 0; i < texts->len; i++) {
        g_variant_builder_add(b, "^ay", (const char *)texts->pdata[i]);
    }
    g_variant_builder_close(b);
}

static GVariant *encode(const QlPrefixManifest *m)
{
    GVariantBuilder b;

    g_variant_builder_init(&b, G_VARIANT_TYPE(MANIFEST_TYPE));
    g_variant_builder_add(&b, "^ay", m->key);
    g_variant_builder_add(&b, "^aay", m->dirs);
    encode_files(&b, m);
    encode_edges(&b, m->edges);
    encode_typedefs(&b, m->typedefs);
    g_variant_builder_add(&b, "@ay", bytes_variant(m->guarded->data, m->guarded->len));
    encode_texts(&b, m->macros);
    g_variant_builder_add(&b, "^ay", m->search);
    encode_texts(&b, m->declared);
    g_variant_builder_add(&b, "^ay", m->product);
    return g_variant_ref_sink(g_variant_builder_end(&b));
}

/* The hash of all that follows comes first: a torn file is no manifest. */
gboolean ql_prefix_manifest_save(const QlPrefixManifest *manifest, const char *path, GError **error)
{
    g_autoptr(GVariant) variant = encode(manifest);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    const char *data = g_variant_get_data(variant);
    gsize size = g_variant_get_size(variant);
    guint8 hash[QL_HASH_SIZE];

    ql_content_hash(data, size, hash);
    g_byte_array_append(bytes, hash, sizeof hash);
    g_byte_array_append(bytes, (const guint8 *)data, (guint)size);
    return g_file_set_contents(path, (const char *)bytes->data, bytes->len, error);
}

static gboolean decode_files(QlPrefixManifest *m, GVariant *list)
{
    gsize n = g_variant_n_children(list);

    for (gsize i = 0; i < n; i++) {
        g_autoptr(GVariant) hash = NULL;
        char *path;
        gsize size;

        g_variant_get_child(list, i, "(^ay@ay)", &path, &hash);
        g_ptr_array_add(m->files, path);
        gconstpointer bytes = g_variant_get_fixed_array(hash, &size, 1);
        if (size != QL_HASH_SIZE) {
            return FALSE;
        }
        g_array_append_vals(m->hashes, bytes, 1);
    }
    return n > 0;
}

static gboolean decode_edges(QlPrefixManifest *m, GVariant *list)
{
    gsize n = g_variant_n_children(list);

    for (gsize i = 0; i < n; i++) {
        QlPrefixEdge edge;

        g_variant_get_child(list, i, "(uuu^ay)", &edge.from, &edge.to, &edge.line, &edge.name);
        g_array_append_val(m->edges, edge);
        if (edge.from >= m->files->len || edge.to >= m->files->len) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean decode_guards(QlPrefixManifest *m, GVariant *guards)
{
    gsize n;
    gconstpointer bytes = g_variant_get_fixed_array(guards, &n, 1);

    g_byte_array_append(m->guarded, bytes, (guint)n);
    return n == m->files->len;
}

static void decode_texts(GPtrArray *texts, GVariant *list)
{
    gsize n = g_variant_n_children(list);

    for (gsize i = 0; i < n; i++) {
        char *text;
        g_variant_get_child(list, i, "^ay", &text);
        g_ptr_array_add(texts, text);
    }
}

static gboolean decode(QlPrefixManifest *m, GVariant *variant)
{
    g_autoptr(GVariant) files = g_variant_get_child_value(variant, 2);
    g_autoptr(GVariant) edges = g_variant_get_child_value(variant, 3);
    g_autoptr(GVariant) typedefs = g_variant_get_child_value(variant, 4);
    g_autoptr(GVariant) guards = g_variant_get_child_value(variant, 5);
    g_autoptr(GVariant) macros = g_variant_get_child_value(variant, 6);
    g_autoptr(GVariant) declared = g_variant_get_child_value(variant, 8);
    gsize n = g_variant_n_children(typedefs);

    decode_texts(m->macros, macros);
    decode_texts(m->declared, declared);
    g_variant_get_child(variant, 1, "^aay", &m->dirs);
    g_variant_get_child(variant, 7, "^ay", &m->search);
    g_variant_get_child(variant, 9, "^ay", &m->product);
    for (gsize i = 0; i < n; i++) {
        char *name, *type;
        g_variant_get_child(typedefs, i, "(^ay^ay)", &name, &type);
        g_hash_table_insert(m->typedefs, name, type);
    }
    return decode_files(m, files) && decode_edges(m, edges) && decode_guards(m, guards);
}

static GVariant *read_variant(const char *path)
{
    g_autofree char *data = NULL;
    gsize length;
    guint8 hash[QL_HASH_SIZE];

    if (!g_file_get_contents(path, &data, &length, NULL) || length < sizeof hash) {
        return NULL;
    }
    ql_content_hash(data + sizeof hash, length - sizeof hash, hash);
    if (memcmp(hash, data, sizeof hash) != 0) {
        return NULL;
    }
    g_autoptr(GBytes) bytes = g_bytes_new(data + sizeof hash, length - sizeof hash);
    return g_variant_ref_sink(
        g_variant_new_from_bytes(G_VARIANT_TYPE(MANIFEST_TYPE), bytes, FALSE));
}

QlPrefixManifest *ql_prefix_manifest_load(const char *path, const char *key)
{
    g_autoptr(GVariant) variant = read_variant(path);
    g_autofree char *made_with = NULL;

    if (!variant || !g_variant_is_normal_form(variant)) {
        return NULL;
    }
    g_variant_get_child(variant, 0, "^ay", &made_with);
    if (strcmp(made_with, key) != 0) {
        return NULL;
    }
    QlPrefixManifest *manifest = ql_prefix_manifest_new(key);
    if (!decode(manifest, variant)) {
        ql_prefix_manifest_free(manifest);
        return NULL;
    }
    return manifest;
}
