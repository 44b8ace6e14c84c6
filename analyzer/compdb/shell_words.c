/* SPDX-License-Identifier: Apache-2.0 */
#include "shell_words.h"

#include <string.h>

char **ql_shell_words(const char *command, GError **error)
{
    g_autoptr(GError) failure = NULL;
    char **words = NULL;

    if (g_shell_parse_argv(command, NULL, &words, &failure)) {
        return words;
    }
    if (g_error_matches(failure, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING)) {
        return g_new0(char *, 1);
    }
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

static gboolean is_plain(const char *word)
{
    for (const char *p = word; *p; p++) {
        if (!g_ascii_isalnum(*p) && !strchr("-_./=+,:@%^", *p)) {
            return FALSE;
        }
    }
    return *word != '\0';
}

void ql_shell_append(GString *out, const char *word)
{
    if (is_plain(word)) {
        g_string_append(out, word);
        return;
    }
    g_autofree char *quoted = g_shell_quote(word);
    g_string_append(out, quoted);
}
