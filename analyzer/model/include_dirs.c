/* SPDX-License-Identifier: Apache-2.0 */
#include "include_dirs.h"

#include <string.h>

/* In the order of search: Clang's documentation, "Directory options". */
typedef enum Group { QUOTE, NORMAL, SYSTEM, AFTER, N_GROUPS } Group;

static const struct {
    const char *name;
    Group group;
} OPTIONS[] = {
    {"-iquote", QUOTE}, {"-isystem-after", AFTER}, {"-isystem", SYSTEM}, {"-idirafter", AFTER},
    {"-I", NORMAL},
};

static gboolean find_option(const char *flag, Group *group, const char **joined)
{
    for (guint i = 0; i < G_N_ELEMENTS(OPTIONS); i++) {
        if (g_str_has_prefix(flag, OPTIONS[i].name)) {
            *group = OPTIONS[i].group;
            *joined = flag + strlen(OPTIONS[i].name);
            return TRUE;
        }
    }
    return FALSE;
}

gboolean ql_is_include_dir_flag(const char *flag, gboolean *next_word)
{
    Group group;
    const char *joined;

    if (!find_option(flag, &group, &joined)) {
        return FALSE;
    }
    *next_word = *joined == '\0';
    return TRUE;
}

static gboolean contains(const GPtrArray *dirs, guint from, const char *dir)
{
    for (guint i = from; i < dirs->len; i++) {
        if (!strcmp(dirs->pdata[i], dir)) {
            return TRUE;
        }
    }
    return FALSE;
}

static void add_group(QlIncludeDirs *dirs, const QlTuInput *input, Group wanted)
{
    guint from = wanted == QUOTE ? 0 : dirs->n_quote;

    for (char **flag = input->flags; flag && *flag; flag++) {
        Group group;
        const char *dir;

        if (!find_option(*flag, &group, &dir)) {
            continue;
        }
        if (*dir == '\0' && flag[1]) {
            dir = *++flag;
        }
        if (group == wanted) {
            char *path = g_canonicalize_filename(dir, input->directory);

            if (contains(dirs->dirs, from, path)) {
                g_free(path);
            } else {
                g_ptr_array_add(dirs->dirs, path);
            }
        }
    }
}

QlIncludeDirs *ql_include_dirs_new(const QlTuInput *input)
{
    QlIncludeDirs *dirs = g_new0(QlIncludeDirs, 1);
    GString *text = g_string_new(NULL);

    dirs->dirs = g_ptr_array_new_with_free_func(g_free);
    for (Group group = QUOTE; group < N_GROUPS; group++) {
        add_group(dirs, input, group);
        if (group == QUOTE) {
            dirs->n_quote = dirs->dirs->len;
        }
    }
    g_string_printf(text, "%u", dirs->n_quote);
    for (guint i = 0; i < dirs->dirs->len; i++) {
        g_string_append_printf(text, "\n%s", (const char *)dirs->dirs->pdata[i]);
    }
    dirs->text = g_string_free(text, FALSE);
    return dirs;
}

void ql_include_dirs_free(QlIncludeDirs *dirs)
{
    if (!dirs) {
        return;
    }
    g_ptr_array_unref(dirs->dirs);
    g_free(dirs->text);
    g_free(dirs);
}
