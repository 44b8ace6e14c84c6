/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What TUs look up in the text of a prefix's files. libclang could tell, but goes through all it
 * has saved to find one file (SourceManager::translateFile()).
 */
#include "prefix_private.h"

#include <string.h>

const char *ql_prefix_text(const QlPrefix *prefix, guint file, gsize *length)
{
    g_autofree char *text = NULL;
    guint8 hash[QL_HASH_SIZE];
    gsize size;

    if (prefix->texts[file]) {
        return g_bytes_get_data(prefix->texts[file], length);
    }
    if (!g_file_get_contents(prefix->manifest->files->pdata[file], &text, &size, NULL)) {
        return NULL;
    }
    ql_content_hash(text, size, hash);
    if (memcmp(hash, prefix->manifest->hashes->data + (gsize)file * QL_HASH_SIZE, sizeof hash) !=
        0) {
        return NULL;
    }
    prefix->texts[file] = g_bytes_new_take(g_steal_pointer(&text), size);
    return g_bytes_get_data(prefix->texts[file], length);
}

/* The function a line of the list ends with. */
static char *listed_name(const char *line, const char *end)
{
    const char *at = g_strrstr_len(line, end - line, ")");

    return at && end > at + 1 && end[-1] == ';' ? g_strndup(at + 1, (gsize)(end - at) - 2) : NULL;
}

gboolean ql_prefix_note_listed(QlPrefix *prefix)
{
    g_autofree char *text = NULL;

    prefix->listed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!g_file_get_contents(prefix->names, &text, NULL, NULL)) {
        return FALSE;
    }
    for (const char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        if (*line == '#') { /* about a macro of that name */
            continue;
        }
        char *name = listed_name(line, end);
        if (!name) {
            return FALSE;
        }
        g_hash_table_insert(prefix->listed, name, GUINT_TO_POINTER(line - text + 1));
    }
    return TRUE;
}
