/* SPDX-License-Identifier: Apache-2.0 */
#include "source_tree.h"
#include "read_file.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BYTES = 1 << 20 };

static gboolean is_tree(const char *path)
{
    return path && g_path_is_absolute(path) && strcmp(path, "/") &&
           g_file_test(path, G_FILE_TEST_IS_DIR);
}

static char *from_meson(const char *build)
{
    g_autofree char *path = g_build_filename(build, "meson-info", "meson-info.json", NULL);
    gsize length;
    g_autofree char *text = ql_read_file(path, MAX_BYTES, &length, NULL);
    json_t *root = text ? json_loadb(text, length, 0, NULL) : NULL;
    json_t *directories = json_object_get(root, "directories");
    const char *source = json_string_value(json_object_get(directories, "source"));
    char *result = is_tree(source) ? g_canonicalize_filename(source, "/") : NULL;

    json_decref(root);
    return result;
}

static gboolean is_inside(const char *path, const char *tree)
{
    size_t length = strlen(tree);

    return g_str_has_prefix(path, tree) && (path[length] == '/' || path[length] == '\0');
}

static char *real_path(const char *path)
{
    char *real = realpath(path, NULL);
    char *copy = g_strdup(real);

    free(real);
    return copy;
}

/* Shortens @directory until @path lies in it. */
static void widen(char *directory, const char *path)
{
    char *slash;

    while (!is_inside(path, directory) && (slash = strrchr(directory, '/'))) {
        *slash = '\0';
    }
}

/* NULL if most sources lie in the build tree: it then is the source tree itself. */
static char *common_directory(const char *build, const GPtrArray *sources)
{
    g_autofree char *common = NULL;
    guint outside = 0;

    for (guint i = 0; i < sources->len; i++) {
        const char *source = sources->pdata[i];

        if (is_inside(source, build)) {
            continue;
        }
        outside++;
        if (!common) {
            common = g_path_get_dirname(source);
        }
        widen(common, source);
    }
    return common && *common && outside > sources->len / 2 ? g_steal_pointer(&common) : NULL;
}

/* Whether @path lies in @tree, whatever symbolic links lead there. */
static gboolean really_inside(const char *path, const char *tree)
{
    g_autofree char *real = real_path(path);
    g_autofree char *real_tree = real_path(tree);

    return is_inside(path, tree) || (real && real_tree && is_inside(real, real_tree));
}

/* Whether @tree can be the source tree: it holds some of @sources, unless all are generated. */
static gboolean is_plausible(const char *tree, const char *build, const GPtrArray *sources)
{
    gboolean generated = TRUE;

    for (guint i = 0; i < sources->len; i++) {
        if (is_inside(sources->pdata[i], build)) {
            continue;
        }
        if (really_inside(sources->pdata[i], tree)) {
            return TRUE;
        }
        generated = FALSE;
    }
    return generated;
}

/* Meson's note is out of date if both trees were copied elsewhere, and the originals are still
 * there.
 */
char *ql_source_tree_find(const char *build, const GPtrArray *sources)
{
    char *source = from_meson(build);

    if (source && !is_plausible(source, build, sources)) {
        g_clear_pointer(&source, g_free);
    }
    if (!source) {
        source = common_directory(build, sources);
    }
    return source ? source : g_strdup(build);
}
