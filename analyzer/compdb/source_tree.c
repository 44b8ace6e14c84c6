/* SPDX-License-Identifier: Apache-2.0 */
#include "source_tree.h"
#include "read_file.h"

#include <jansson.h>
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

char *ql_source_tree_find(const char *build, const GPtrArray *sources)
{
    char *source = from_meson(build);

    if (!source) {
        source = common_directory(build, sources);
    }
    return source ? source : g_strdup(build);
}
