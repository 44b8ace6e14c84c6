/* SPDX-License-Identifier: Apache-2.0 */
/* Rooted paths, on a real tree: root/src with root/src/build in it, and links to both. */
#include "rooted_path.h"
#include <glib/gstdio.h>
#include <unistd.h>

typedef struct Tree {
    char *root;
    char *src;
    char *build;
} Tree;

static char *below(const char *directory, const char *name)
{
    return g_build_filename(directory, name, NULL);
}

static void make_link(const char *target, const char *directory, const char *name)
{
    g_autofree char *path = below(directory, name);
    g_assert_cmpint(symlink(target, path), ==, 0);
}

static void make_file(const char *directory, const char *name)
{
    g_autofree char *path = below(directory, name);
    g_assert_true(g_file_set_contents(path, "", 0, NULL));
}

static void set_up(Tree *tree, gconstpointer data)
{
    g_autofree char *made = g_dir_make_tmp("qlockdep-XXXXXX", NULL);
    char resolved[4096];
    g_assert_nonnull(realpath(made, resolved));
    tree->root = g_strdup(resolved);
    tree->src = below(tree->root, "src");
    tree->build = below(tree->src, "build");
    g_autofree char *hw = below(tree->src, "hw");
    g_assert_cmpint(g_mkdir_with_parents(tree->build, 0700), ==, 0);
    g_assert_cmpint(g_mkdir(hw, 0700), ==, 0);
    make_file(hw, "a.c");
    make_link(tree->src, tree->root, "src-link");
    make_link(tree->build, tree->root, "build-link");
}

static void tear_down(Tree *tree, gconstpointer data)
{
    static const char *const names[] = {"src-link", "build-link", "src/hw/a.c",
                                        "src/hw",   "src/build",  "src"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = below(tree->root, names[i]);
        g_assert_cmpint(g_remove(path), ==, 0);
    }
    g_assert_cmpint(g_rmdir(tree->root), ==, 0);
    g_free(tree->root);
    g_free(tree->src);
    g_free(tree->build);
}

static void expect(const QlPaths *paths, const char *path, const char *directory, const char *want)
{
    g_autofree char *rooted = ql_paths_to_rooted(paths, path, directory);
    g_assert_cmpstr(rooted, ==, want);
}

static void test_nested_build(Tree *tree, gconstpointer data)
{
    g_autoptr(QlPaths) paths = ql_paths_new(tree->src, tree->build);
    g_autofree char *source = below(tree->src, "hw/a.c");
    g_autofree char *generated = below(tree->build, "qapi/types.h");
    g_autofree char *neighbour = below(tree->root, "src-other/a.c");
    g_autofree char *outside = g_strconcat("EXT:", neighbour, NULL);
    expect(paths, source, NULL, "SRC:hw/a.c");
    expect(paths, generated, NULL, "BUILD:qapi/types.h");
    expect(paths, neighbour, NULL, outside);
    expect(paths, tree->src, NULL, "SRC:");
}

static void test_equal_roots(Tree *tree, gconstpointer data)
{
    g_autoptr(QlPaths) paths = ql_paths_new(tree->src, tree->src);
    expect(paths, "hw/a.c", tree->src, "SRC:hw/a.c");
}

static void test_relative(Tree *tree, gconstpointer data)
{
    g_autoptr(QlPaths) paths = ql_paths_new(tree->src, tree->build);
    expect(paths, "../hw/a.c", tree->build, "SRC:hw/a.c");
    expect(paths, "./x.h", tree->build, "BUILD:x.h");
    expect(paths, "..//hw/./../hw//a.c", tree->build, "SRC:hw/a.c");
    expect(paths, "../../../../../../../../../../../../usr/include/x.h", tree->build,
           "SYS:usr/include/x.h");
}

static void test_links(Tree *tree, gconstpointer data)
{
    g_autofree char *src_link = below(tree->root, "src-link");
    g_autofree char *build_link = below(tree->root, "build-link");
    g_autofree char *through_link = below(src_link, "hw/a.c");
    g_autofree char *direct = below(tree->src, "hw/a.c");
    g_autoptr(QlPaths) by_link = ql_paths_new(src_link, build_link);
    g_autoptr(QlPaths) plain = ql_paths_new(tree->src, tree->build);
    expect(by_link, direct, NULL, "SRC:hw/a.c");
    expect(by_link, through_link, NULL, "SRC:hw/a.c");
    expect(plain, through_link, NULL, "SRC:hw/a.c");
    /* The parent of a link's target, as the compiler sees it, not of the link. */
    expect(plain, "../hw/a.c", build_link, "SRC:hw/a.c");
}

static void test_system(Tree *tree, gconstpointer data)
{
    g_autoptr(QlPaths) paths = ql_paths_new(tree->src, tree->build);
    expect(paths, "/usr/include/stdio.h", NULL, "SYS:usr/include/stdio.h");
    expect(paths, "/opt/x/y.h", NULL, "EXT:/opt/x/y.h");
}

static void test_back(Tree *tree, gconstpointer data)
{
    static const char *const names[] = {"SRC:hw/a.c", "BUILD:x.h", "SYS:usr/include/stdio.h",
                                        "EXT:/opt/x.h"};
    g_autoptr(QlPaths) paths = ql_paths_new(tree->src, tree->build);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *absolute = ql_paths_to_absolute(paths, names[i]);
        g_assert_true(g_path_is_absolute(absolute));
        expect(paths, absolute, NULL, names[i]);
    }
}

static void test_display(Tree *tree, gconstpointer data)
{
    g_assert_cmpstr(ql_paths_display("SRC:hw/a.c"), ==, "hw/a.c");
    g_assert_cmpstr(ql_paths_display("BUILD:x.h"), ==, "BUILD:x.h");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/path/nested-build", Tree, NULL, set_up, test_nested_build, tear_down);
    g_test_add("/path/equal-roots", Tree, NULL, set_up, test_equal_roots, tear_down);
    g_test_add("/path/relative", Tree, NULL, set_up, test_relative, tear_down);
    g_test_add("/path/links", Tree, NULL, set_up, test_links, tear_down);
    g_test_add("/path/system", Tree, NULL, set_up, test_system, tear_down);
    g_test_add("/path/back", Tree, NULL, set_up, test_back, tear_down);
    g_test_add("/path/display", Tree, NULL, set_up, test_display, tear_down);
    return g_test_run();
}
