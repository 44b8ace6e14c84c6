/* SPDX-License-Identifier: Apache-2.0 */
#include "prefix_private.h"

#include <string.h>

typedef struct Entry {
    QlScan *scan; /* NULL: not readable */
    gboolean hashed;
    guint8 hash[QL_HASH_SIZE];
} Entry;

static void entry_free(gpointer data)
{
    Entry *entry = data;

    ql_scan_free(entry->scan);
    g_free(entry);
}

QlScans *ql_scans_new(void)
{
    QlScans *scans = g_new0(QlScans, 1);

    scans->words = ql_words_new();
    scans->by_path = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entry_free);
    return scans;
}

void ql_scans_free(QlScans *scans)
{
    if (scans) {
        g_hash_table_destroy(scans->by_path);
        ql_words_free(scans->words);
        g_free(scans);
    }
}

/* Hashing costs more than scanning, and few files need it. */
static void read_entry(QlScans *scans, const char *path, Entry *entry, gboolean hash)
{
    g_autofree char *text = NULL;
    gsize length;

    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR) ||
        !g_file_get_contents(path, &text, &length, NULL) || length >= G_MAXUINT32) {
        return;
    }
    if (!entry->scan) {
        entry->scan = ql_scan_text(text, length, scans->words);
    }
    if (hash) {
        ql_content_hash(text, length, entry->hash);
        entry->hashed = TRUE;
    }
}

const QlScan *ql_scans_file(QlScans *scans, const char *path, guint8 *hash)
{
    Entry *entry = g_hash_table_lookup(scans->by_path, path);
    gboolean is_new = !entry;

    if (is_new) {
        entry = g_new0(Entry, 1);
        g_hash_table_insert(scans->by_path, g_strdup(path), entry);
    }
    if (is_new || (hash && !entry->hashed)) {
        read_entry(scans, path, entry, hash != NULL);
    }
    if (hash) {
        memcpy(hash, entry->hash, QL_HASH_SIZE);
    }
    return entry->scan;
}

void ql_scans_forget(QlScans *scans, const char *path)
{
    const Entry *entry = g_hash_table_lookup(scans->by_path, path);

    if (entry && !entry->hashed) {
        g_hash_table_remove(scans->by_path, path);
    }
}
