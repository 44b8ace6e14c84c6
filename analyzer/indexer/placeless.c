/* SPDX-License-Identifier: Apache-2.0 */
#include "placeless.h"

#include <string.h>

static gboolean is_path_char(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '-' || c == '.' || c == '+';
}

/* Whether the text before and after a match belongs to no longer name: "-I" before it does not. */
static gboolean is_whole(const GString *text, gsize at, gsize end)
{
    const char *before = text->str + at;
    gsize word = 0;
    while (word < at &&
           (is_path_char(before[-1 - (gssize)word]) || before[-1 - (gssize)word] == '/')) {
        word++;
    }
    gboolean option = word > 1 && before[-(gssize)word] == '-' && !memchr(before - word, '/', word);
    return (word == 0 || option) && !is_path_char(text->str[end]);
}

/* Replaces @directory where it stands for itself, not as part of another path. */
static void replace_root(GString *text, const char *directory, const char *name)
{
    gsize length = strlen(directory);
    char *found = length ? strstr(text->str, directory) : NULL;

    while (found) {
        gsize at = (gsize)(found - text->str);
        gsize next = at + length;
        if (is_whole(text, at, next)) {
            gsize slash = text->str[next] == '/';
            g_string_erase(text, (gssize)at, (gssize)(length + slash));
            g_string_insert(text, (gssize)at, name);
            next = at + strlen(name);
        }
        found = strstr(text->str + next, directory);
    }
}

char *ql_placeless_text(const char *text, const QlPaths *paths, const char *src)
{
    GString *result = g_string_new(text);
    gboolean build_first = strlen(paths->build) > strlen(paths->src);

    if (build_first) {
        replace_root(result, paths->build, "BUILD:");
    }
    replace_root(result, paths->src, src);
    if (!build_first) {
        replace_root(result, paths->build, "BUILD:");
    }
    return g_string_free(result, FALSE);
}

/* What the compiler reads from the environment as if it were flags. */
static char *environment(void)
{
    static const char *const names[] = {"CPATH", "C_INCLUDE_PATH"};
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = g_getenv(names[i]);

        if (value && *value) {
            g_string_append_printf(text, "\n%s=%s", names[i], value);
        }
    }
    return g_string_free(text, FALSE);
}

char *ql_placeless_flags(const QlTuInput *tu, const QlPaths *paths)
{
    g_autofree char *flags = tu->flags ? g_strjoinv("\n", tu->flags) : g_strdup("");
    g_autofree char *variables = environment();
    g_autofree char *text = g_strconcat(tu->directory, "\n", flags, variables, NULL);
    g_autofree char *placeless = ql_placeless_text(text, paths, "SRC:");

    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, placeless, -1);
}
