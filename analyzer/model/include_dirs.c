/* SPDX-License-Identifier: Apache-2.0 */
#include "include_dirs.h"

#include <string.h>

/* In the order of search: Clang's documentation, "Directory options". */
typedef enum Group {
    QUOTE,
    NORMAL,
    BEFORE, /* -iwithprefixbefore */
    SYSTEM,
    WITH, /* -iwithprefix */
    AFTER,
    N_GROUPS,
    BEGINNING, /* -iprefix: no directory, but how those after it begin */
} Group;

/* A name stands before any of its own beginnings. */
static const struct {
    const char *name;
    Group group;
} OPTIONS[] = {
    {"-iquote", QUOTE},
    {"-isystem-after", AFTER},
    {"-isystem", SYSTEM},
    {"-idirafter", AFTER},
    {"-iwithprefixbefore", BEFORE},
    {"-iwithprefix", WITH},
    {"-iprefix", BEGINNING},
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

/* The directory named by the last --sysroot or -isysroot, absolute, or NULL. */
static char *find_sysroot(const QlTuInput *input)
{
    static const char *const options[] = {"--sysroot=", "--sysroot", "-isysroot"};
    const char *found = NULL;

    for (char **flag = input->flags; flag && *flag; flag++) {
        for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
            if (g_str_has_prefix(*flag, options[i])) {
                const char *joined = *flag + strlen(options[i]);

                found = *joined ? joined : flag[1];
                break;
            }
        }
    }
    return found ? g_canonicalize_filename(found, input->directory) : NULL;
}

/* The directory that @dir of an option of @group is: "=x" is x below the sysroot. */
static char *absolute_dir(const QlIncludeDirs *dirs, const QlTuInput *input, Group group,
                          const char *beginning, const char *dir)
{
    if (group == BEFORE || group == WITH) {
        g_autofree char *whole = g_strconcat(beginning, dir, NULL);

        return g_canonicalize_filename(whole, input->directory);
    }
    return *dir == '=' && dirs->sysroot ? g_build_filename(dirs->sysroot, dir + 1, NULL)
                                        : g_canonicalize_filename(dir, input->directory);
}

/* The first of equal directories counts; but one that -I and -isystem name is a system's only.
 * @normal_end: where those of -I end. Takes @path. */
static void add_dir(QlIncludeDirs *dirs, Group group, char *path, guint *normal_end)
{
    for (guint i = group == QUOTE ? 0 : dirs->n_quote; i < dirs->dirs->len; i++) {
        if (strcmp(dirs->dirs->pdata[i], path) != 0) {
            continue;
        }
        if (group <= BEFORE || i >= *normal_end) {
            g_free(path);
            return;
        }
        g_ptr_array_remove_index(dirs->dirs, i);
        --*normal_end;
        break;
    }
    g_ptr_array_add(dirs->dirs, path);
}

static void add_group(QlIncludeDirs *dirs, const QlTuInput *input, Group wanted, guint *normal_end)
{
    const char *beginning = "";

    for (char **flag = input->flags; flag && *flag; flag++) {
        Group group;
        const char *dir;

        if (!find_option(*flag, &group, &dir)) {
            continue;
        }
        if (*dir == '\0' && flag[1]) {
            dir = *++flag;
        }
        if (group == BEGINNING) {
            beginning = dir;
        } else if (group == wanted) {
            add_dir(dirs, group, absolute_dir(dirs, input, group, beginning, dir), normal_end);
        }
    }
}

QlIncludeDirs *ql_include_dirs_new(const QlTuInput *input)
{
    QlIncludeDirs *dirs = g_new0(QlIncludeDirs, 1);
    GString *text = g_string_new(NULL);
    guint normal_end = 0;

    dirs->dirs = g_ptr_array_new_with_free_func(g_free);
    dirs->sysroot = find_sysroot(input);
    for (Group group = QUOTE; group < N_GROUPS; group++) {
        add_group(dirs, input, group, &normal_end);
        if (group == QUOTE) {
            dirs->n_quote = dirs->dirs->len;
        }
        if (group == BEFORE) {
            normal_end = dirs->dirs->len;
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
    g_free(dirs->sysroot);
    g_free(dirs->text);
    g_free(dirs);
}
