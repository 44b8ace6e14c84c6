/* SPDX-License-Identifier: Apache-2.0 */
#include "base.h"

#include "shard.h"
#include <string.h>

typedef struct Reader {
    QlBase *base;
    GHashTable *by_row; /* gint64 -> position in base->files plus one */
    const char *path;
    GError **error;
} Reader;

static void file_free(gpointer data)
{
    QlBaseFile *file = data;

    g_free(file->path);
    g_free(file);
}

static void tu_free(gpointer data)
{
    QlBaseTu *tu = data;

    g_free(tu->source);
    g_free(tu->output);
    g_free(tu->flags_hash);
    g_free(tu->search_hash);
    g_free(tu->message);
    g_free((gpointer)tu->files);
    g_free(tu);
}

static gboolean read_file(const QlStoredFile *stored, gpointer user)
{
    Reader *reader = user;
    QlBaseFile *file = g_new0(QlBaseFile, 1);

    file->path = g_strdup(stored->path);
    if (stored->hash) {
        memcpy(file->hash, stored->hash, QL_HASH_SIZE);
        file->known = TRUE;
    }
    g_ptr_array_add(reader->base->files, file);
    g_hash_table_insert(reader->by_row, g_memdup2(&stored->row, sizeof stored->row),
                        GUINT_TO_POINTER(reader->base->files->len));
    return TRUE;
}

/* Positions of the files of @input, or NULL if it names one that is not there. */
static guint *file_positions(const Reader *reader, const QlStoredInput *input)
{
    g_autofree guint *files = g_new(guint, input->n_files + 1);

    for (guint i = 0; i < input->n_files; i++) {
        guint position = GPOINTER_TO_UINT(g_hash_table_lookup(reader->by_row, &input->files[i]));

        if (position == 0) {
            return NULL;
        }
        files[i] = position - 1;
    }
    return g_steal_pointer(&files);
}

static gboolean read_tu(const QlStoredInput *input, gpointer user)
{
    Reader *reader = user;
    g_autofree guint *files = file_positions(reader, input);
    const QlTuRecord *record = &input->record;
    QlBaseTu *tu;

    if (!files) {
        g_set_error(reader->error, QL_STORE_ERROR, QL_STORE_ERROR_NOT_AN_INDEX,
                    "%s: the index is damaged (rows of file)", reader->path);
        return FALSE;
    }
    tu = g_new0(QlBaseTu, 1);
    tu->row = input->tu;
    tu->source = g_strdup(record->source);
    tu->output = record->output && *record->output ? g_strdup(record->output) : NULL;
    tu->flags_hash = g_strdup(record->flags_hash);
    tu->search_hash = g_strdup(record->search_hash);
    tu->state = record->state;
    tu->message = g_strdup(record->message);
    tu->n_files = input->n_files;
    tu->files = g_steal_pointer(&files);
    g_ptr_array_add(reader->base->tus, tu);
    return TRUE;
}

static gboolean read_meta(QlBase *base, QlStore *store, GError **error)
{
    if (!ql_store_summary(store, &base->summary, error)) {
        return FALSE;
    }
    base->started = ql_store_get_meta(store, QL_META_STARTED, error);
    base->links = base->started ? ql_store_get_meta(store, QL_META_LINKS, error) : NULL;
    base->shard = base->links ? ql_store_get_meta(store, QL_SHARD_META, error) : NULL;
    return base->shard != NULL;
}

QlBase *ql_base_read(const char *path, const QlStoreMeta *meta, gboolean verify, GError **error)
{
    g_autoptr(QlStore) store = ql_store_open(path, meta, TRUE, error);
    g_autoptr(QlBase) base = NULL;
    g_autoptr(GHashTable) by_row = NULL;
    GError *problem = NULL;
    Reader reader;

    if (!store || (verify && !ql_store_verify(store, error))) {
        return NULL;
    }
    base = g_new0(QlBase, 1);
    base->files = g_ptr_array_new_with_free_func(file_free);
    base->tus = g_ptr_array_new_with_free_func(tu_free);
    by_row = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    reader = (Reader){base, by_row, path, &problem};
    if (!read_meta(base, store, error) || !ql_store_each_file(store, read_file, &reader, error) ||
        !ql_store_each_input(store, read_tu, &reader, error)) {
        g_clear_error(&problem);
        return NULL;
    }
    if (problem) {
        g_propagate_error(error, problem);
        return NULL;
    }
    return g_steal_pointer(&base);
}

void ql_base_free(QlBase *base)
{
    if (!base) {
        return;
    }
    g_ptr_array_unref(base->files);
    g_ptr_array_unref(base->tus);
    g_free(base->started);
    g_free(base->links);
    g_free(base->shard);
    g_free(base);
}
