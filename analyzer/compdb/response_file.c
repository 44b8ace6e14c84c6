/* SPDX-License-Identifier: Apache-2.0 */
#include "response_file.h"
#include "read_file.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_DEPTH = 10,      /* also ends files that include each other */
    MAX_BYTES = 1 << 20, /* of one file */
    MAX_FILES = 256,     /* of one command: nesting must not multiply without end */
};

typedef struct Expander {
    const QlResponseScope *scope;
    GPtrArray *out;
    guint files; /* read so far */
} Expander;

static gboolean is_space(char c)
{
    return c && strchr(" \t\r\n\v\f", c);
}

/* Reads one word as compilers do: quotes group, a backslash keeps the next character. */
static char *next_word(const char **position)
{
    GString *word = g_string_new(NULL);
    const char *p = *position;
    char quote = '\0';

    for (; *p && (quote || !is_space(*p)); p++) {
        if (*p == '\\' && p[1]) {
            g_string_append_c(word, *++p);
        } else if (quote && *p == quote) {
            quote = '\0';
        } else if (!quote && (*p == '"' || *p == '\'')) {
            quote = *p;
        } else {
            g_string_append_c(word, *p);
        }
    }
    *position = p;
    return g_string_free(word, FALSE);
}

static char **split(const char *text)
{
    GPtrArray *words = g_ptr_array_new();
    const char *p = text;

    for (;;) {
        while (is_space(*p)) {
            p++;
        }
        if (!*p) {
            break;
        }
        g_ptr_array_add(words, next_word(&p));
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

static gboolean is_inside(const char *path, const char *tree)
{
    size_t length = strlen(tree);

    return g_str_has_prefix(path, tree) && path[length] == '/';
}

static gboolean is_allowed(const char *real_path, const QlResponseScope *scope)
{
    for (const char *const *tree = scope->trees; *tree; tree++) {
        if (is_inside(real_path, *tree)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* The words of the file that @name names, or NULL if it must not or cannot be read. */
static char **read_words(const char *name, const QlResponseScope *scope)
{
    g_autofree char *path = g_canonicalize_filename(name, scope->directory);
    char *real_path = realpath(path, NULL);
    g_autofree char *text = NULL;

    if (real_path && is_allowed(real_path, scope)) {
        text = ql_read_file(real_path, MAX_BYTES, NULL, NULL);
    }
    free(real_path);
    return text ? split(text) : NULL;
}

static void expand(Expander *e, char *const *words, guint depth);

static void expand_file(Expander *e, const char *name, guint depth)
{
    gboolean within_bounds = depth < MAX_DEPTH && e->files < MAX_FILES;
    g_auto(GStrv) words = within_bounds ? read_words(name, e->scope) : NULL;

    if (!words) {
        ++*e->scope->dropped;
        return;
    }
    e->files++;
    expand(e, words, depth + 1);
}

static void expand(Expander *e, char *const *words, guint depth)
{
    for (; *words; words++) {
        if (**words == '@') {
            expand_file(e, *words + 1, depth);
        } else {
            g_ptr_array_add(e->out, g_strdup(*words));
        }
    }
}

static gboolean has_response_file(char *const *words)
{
    while (*words && **words != '@') {
        words++;
    }
    return *words != NULL;
}

char **ql_response_expand(char **words, const QlResponseScope *scope)
{
    Expander expander = {.scope = scope};

    if (!has_response_file(words)) {
        return words;
    }
    expander.out = g_ptr_array_new();
    expand(&expander, words, 0);
    g_strfreev(words);
    g_ptr_array_add(expander.out, NULL);
    return (char **)g_ptr_array_free(expander.out, FALSE);
}
