/* SPDX-License-Identifier: Apache-2.0 */
#include "intern.h"

struct QlStrings {
    GStringChunk *chunk;
    GHashTable *by_text;
    GPtrArray *by_sym;
};

QlStrings *ql_strings_new(void)
{
    QlStrings *strings = g_new0(QlStrings, 1);
    strings->chunk = g_string_chunk_new(1 << 16);
    strings->by_text = g_hash_table_new(g_str_hash, g_str_equal);
    strings->by_sym = g_ptr_array_new();
    g_ptr_array_add(strings->by_sym, g_string_chunk_insert(strings->chunk, ""));
    return strings;
}

void ql_strings_free(QlStrings *strings)
{
    if (!strings) {
        return;
    }
    g_hash_table_destroy(strings->by_text);
    g_ptr_array_free(strings->by_sym, TRUE);
    g_string_chunk_free(strings->chunk);
    g_free(strings);
}

QlSym ql_strings_lookup(const QlStrings *strings, const char *text)
{
    if (!text || !*text) {
        return 0;
    }
    return GPOINTER_TO_UINT(g_hash_table_lookup(strings->by_text, text));
}

QlSym ql_strings_intern(QlStrings *strings, const char *text)
{
    QlSym sym = ql_strings_lookup(strings, text);
    if (sym || !text || !*text) {
        return sym;
    }
    sym = strings->by_sym->len;
    char *copy = g_string_chunk_insert(strings->chunk, text);
    g_ptr_array_add(strings->by_sym, copy);
    g_hash_table_insert(strings->by_text, copy, GUINT_TO_POINTER(sym));
    return sym;
}

QlSym ql_strings_intern_len(QlStrings *strings, const char *text, gsize len)
{
    g_autofree char *copy = g_strndup(text, len);
    return ql_strings_intern(strings, copy);
}

const char *ql_strings_get(const QlStrings *strings, QlSym sym)
{
    return sym < strings->by_sym->len ? g_ptr_array_index(strings->by_sym, sym) : "";
}

guint ql_strings_count(const QlStrings *strings)
{
    return strings->by_sym->len;
}
