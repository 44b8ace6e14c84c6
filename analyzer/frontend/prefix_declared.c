/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions and variables that files of a prefix declare. What one declaration says counts for
 * those after it: attributes, or that a function is static; and the last one is where it is
 * declared. So what a TU names must be declared by the same files, in the same order, with a prefix
 * and without.
 */
#include "prefix_private.h"

void ql_prefix_note_declared(QlPrefix *prefix)
{
    const GPtrArray *list = prefix->manifest->declared;

    prefix->declared =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < list->len; i++) {
        char *name;
        guint file = (guint)g_ascii_strtoull(list->pdata[i], &name, 10);

        if (*name == '\0' || file >= prefix->n_files) {
            continue;
        }
        GArray *files = g_hash_table_lookup(prefix->declared, ++name);
        if (!files) {
            files = g_array_new(FALSE, FALSE, sizeof(guint));
            g_hash_table_insert(prefix->declared, name, files);
        }
        g_array_append_val(files, file);
    }
}

/* For each file of the prefix, the how-manieth of @files it is, from 1; 0: it is none. */
static guint *positions(const QlPrefix *prefix, const GPtrArray *files)
{
    guint *read_as = g_new0(guint, prefix->n_files);

    for (guint i = 0; i < files->len; i++) {
        int number = ql_prefix_file(prefix, files->pdata[i]);

        if (number >= 0) {
            read_as[number] = i + 1;
        }
    }
    return read_as;
}

static char *check_read(const QlPrefix *prefix, const char *name, const guint *read_as)
{
    const GArray *files = g_hash_table_lookup(prefix->declared, name);
    guint last = 1;

    for (guint i = 0; files && i < files->len; i++) {
        guint file = g_array_index(files, guint, i);

        if (read_as[file] < last) {
            return g_strdup_printf("it uses %s, which %s declares too", name,
                                   ql_paths_display(prefix->rooted[file]));
        }
        last = read_as[file];
    }
    return NULL;
}

/* A file that declares @name and that not everybody reads first; -1 if there is none. */
static int find_late(const QlPrefix *prefix, const char *name)
{
    const GArray *files = g_hash_table_lookup(prefix->declared, name);

    for (guint i = 0; files && i < files->len; i++) {
        guint file = g_array_index(files, guint, i);

        if (!prefix->basic[file]) {
            return (int)file;
        }
    }
    return -1;
}

/* A declaration of the TU's own may stand before that of the prefix, which then is not the last. */
static char *check_own(const QlPrefix *prefix, CXCursor cursor)
{
    if (clang_getCursorKind(cursor) != CXCursor_FunctionDecl || clang_isCursorDefinition(cursor)) {
        return NULL;
    }
    g_autofree char *name = ql_take_clang(clang_getCursorSpelling(cursor));
    int file = find_late(prefix, name);
    return file < 0 ? NULL
                    : g_strdup_printf("it declares %s, as does %s", name,
                                      ql_paths_display(prefix->rooted[file]));
}

char *ql_prefix_check_declared(const QlPrefix *prefix, QlTuContext *tu, const GPtrArray *files)
{
    g_autofree guint *read_as = positions(prefix, files);
    const GArray *own = ql_tu_declarations(tu);
    char *reason = NULL;

    for (guint i = 0; i < own->len && !reason; i++) {
        reason = check_own(prefix, g_array_index(own, CXCursor, i));
    }
    for (guint i = 0; i < tu->all_decls->len && !reason; i++) {
        const QlDecl *decl = tu->all_decls->pdata[i];

        if (!decl->is_local) {
            reason = check_read(prefix, ql_strings_get(tu->strings, decl->name), read_as);
        }
    }
    return reason;
}
