/* SPDX-License-Identifier: Apache-2.0 */
#include "rooted_path.h"
#include <stdlib.h>
#include <string.h>

/* The root directory itself becomes "", so that every root can be followed by '/'. */
static char *strip_trailing_slash(char *path)
{
    gsize len = strlen(path);
    if (len > 0 && path[len - 1] == '/') {
        path[len - 1] = '\0';
    }
    return path;
}

/* @path with all symbolic links resolved, or NULL if it does not exist. */
static char *resolve(const char *path)
{
    char *real = realpath(path, NULL);
    char *copy = g_strdup(real);
    free(real);
    return copy;
}

static char *canonical_root(const char *path)
{
    char *real = resolve(path);
    return strip_trailing_slash(real ? real : g_canonicalize_filename(path, NULL));
}

QlPaths *ql_paths_new(const char *src, const char *build)
{
    QlPaths *paths = g_new0(QlPaths, 1);
    paths->src = canonical_root(src);
    paths->build = canonical_root(build);
    return paths;
}

void ql_paths_free(QlPaths *paths)
{
    if (!paths) {
        return;
    }
    g_free(paths->src);
    g_free(paths->build);
    g_free(paths);
}

/* Drops the last component of @path; behind a symbolic link ".." is its target's parent. */
static void go_up(GString *path)
{
    if (g_file_test(path->str, G_FILE_TEST_IS_SYMLINK)) {
        g_autofree char *real = resolve(path->str);
        if (real) {
            g_string_assign(path, real);
        }
    }
    const char *slash = strrchr(path->str, '/');
    g_string_truncate(path, slash ? (gsize)(slash - path->str) : 0);
}

/* @absolute without ".", ".." and doubled slashes. */
static char *normalise(const char *absolute)
{
    GString *out = g_string_sized_new(strlen(absolute));
    for (const char *part = absolute; *part; part += *part == '/') {
        gsize length = strcspn(part, "/");
        if (length == 2 && memcmp(part, "..", 2) == 0) {
            go_up(out);
        } else if (length > 0 && !(length == 1 && *part == '.')) {
            g_string_append_c(out, '/');
            g_string_append_len(out, part, (gssize)length);
        }
        part += length;
    }
    return g_string_free(out, FALSE);
}

/* What follows @root and its '/' in @path, or NULL if @path is not below it. */
static const char *below(const char *path, const char *root)
{
    gsize len = strlen(root);
    if (strncmp(path, root, len) != 0) {
        return NULL;
    }
    if (path[len] == '\0') {
        return path + len;
    }
    return path[len] == '/' ? path + len + 1 : NULL;
}

static char *match_roots(const QlPaths *paths, const char *path)
{
    const char *in_src = below(path, paths->src);
    const char *in_build = below(path, paths->build);
    if (in_build && (!in_src || strlen(paths->build) > strlen(paths->src))) {
        return g_strconcat("BUILD:", in_build, NULL);
    }
    return in_src ? g_strconcat("SRC:", in_src, NULL) : NULL;
}

static gboolean is_system(const char *path)
{
    return g_str_has_prefix(path, "/usr/") || g_str_has_prefix(path, "/lib/") ||
           g_str_has_prefix(path, "/lib64/");
}

static char *join(const char *path, const char *directory)
{
    if (g_path_is_absolute(path)) {
        return g_strdup(path);
    }
    if (directory && g_path_is_absolute(directory)) {
        return g_build_filename(directory, path, NULL);
    }
    g_autofree char *current = g_get_current_dir();
    return g_build_filename(current, directory ? directory : "", path, NULL);
}

char *ql_paths_to_rooted(const QlPaths *paths, const char *path, const char *directory)
{
    g_autofree char *joined = join(path, directory);
    g_autofree char *plain = normalise(joined);
    char *rooted = match_roots(paths, plain);
    if (rooted) {
        return rooted;
    }
    g_autofree char *real = resolve(plain);
    rooted = real ? match_roots(paths, real) : NULL;
    if (rooted) {
        return rooted;
    }
    return is_system(plain) ? g_strconcat("SYS:", plain + 1, NULL)
                            : g_strconcat("EXT:", plain, NULL);
}

char *ql_paths_to_absolute(const QlPaths *paths, const char *rooted)
{
    if (g_str_has_prefix(rooted, "SRC:")) {
        return g_strconcat(paths->src, "/", rooted + 4, NULL);
    }
    if (g_str_has_prefix(rooted, "BUILD:")) {
        return g_strconcat(paths->build, "/", rooted + 6, NULL);
    }
    if (g_str_has_prefix(rooted, "SYS:")) {
        return g_strconcat("/", rooted + 4, NULL);
    }
    return g_strdup(g_str_has_prefix(rooted, "EXT:") ? rooted + 4 : rooted);
}

const char *ql_paths_display(const char *rooted)
{
    return g_str_has_prefix(rooted, "SRC:") ? rooted + 4 : rooted;
}
