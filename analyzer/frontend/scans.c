/* SPDX-License-Identifier: Apache-2.0 */
#include "prefix_private.h"

#include <string.h>

static void free_scan(gpointer scan)
{
    ql_scan_free(scan);
}

QlScans *ql_scans_new(void)
{
    QlScans *scans = g_new0(QlScans, 1);

    scans->words = ql_words_new();
    scans->by_path = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_scan);
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

static gboolean read_file(const char *path, char **text, gsize *length)
{
    return g_file_test(path, G_FILE_TEST_IS_REGULAR) &&
           g_file_get_contents(path, text, length, NULL) && *length < G_MAXUINT32;
}

const QlScan *ql_scans_file(QlScans *scans, const char *path)
{
    gpointer known;
    g_autofree char *text = NULL;
    gsize length = 0;

    if (g_hash_table_lookup_extended(scans->by_path, path, NULL, &known)) {
        return known;
    }
    QlScan *scan =
        read_file(path, &text, &length) ? ql_scan_text(text, length, scans->words) : NULL;
    g_hash_table_insert(scans->by_path, g_strdup(path), scan);
    return scan;
}
