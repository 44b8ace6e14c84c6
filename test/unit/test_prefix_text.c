/* SPDX-License-Identifier: Apache-2.0 */
/* A header that changes between the load of a prefix and its use: the prefix is not used. */
#include "frontend.h"

#include <glib/gstdio.h>
#include <string.h>

enum { N_TUS = 8 };
/* Not "#pragma once": libclang knows such a file again by its time. */
#define GUARD "#ifndef FIRST_H\n#define FIRST_H\n"

typedef struct Project {
    char *directory;
    QlPaths *paths;
    GPtrArray *inputs; /* QlTuInput* */
} Project;

static void put(const Project *project, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(project->directory, name, NULL);

    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void add_tu(Project *project, guint number)
{
    static const char *const flags[] = {"-I.", NULL};
    g_autofree char *name = g_strdup_printf("%u.c", number);
    g_autofree char *source = g_build_filename(project->directory, name, NULL);
    g_autofree char *output = g_strconcat(source, ".o", NULL);

    put(project, name, "#include \"first.h\"\nint f(int x) { if (x) { stop(); } return x; }\n");
    g_ptr_array_add(project->inputs, ql_tu_input_new(source, project->directory, output, flags));
}

static void set_up(Project *project)
{
    g_autofree char *temporary = g_dir_make_tmp("prefix_text-XXXXXX", NULL);

    g_assert_nonnull(temporary);
    project->directory = g_steal_pointer(&temporary);
    project->paths = ql_paths_new(project->directory, project->directory);
    project->inputs = g_ptr_array_new_with_free_func((GDestroyNotify)ql_tu_input_free);
    put(project, "first.h", GUARD "__attribute__((noreturn)) void stop(void);\n#endif\n");
    for (guint i = 0; i < N_TUS; i++) {
        add_tu(project, i);
    }
}

static void remove_all(const char *directory)
{
    GDir *dir = g_dir_open(directory, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
            remove_all(path);
        } else {
            g_unlink(path);
        }
    }
    g_clear_pointer(&dir, g_dir_close);
    g_rmdir(directory);
}

static void tear_down(Project *project)
{
    remove_all(project->directory);
    g_ptr_array_unref(project->inputs);
    ql_paths_free(project->paths);
    g_free(project->directory);
}

static QlPrefixes *build(const Project *project)
{
    g_autofree char *directory = g_build_filename(project->directory, "pch", NULL);
    g_autoptr(GError) error = NULL;
    guint8 wanted[N_TUS];

    memset(wanted, 1, sizeof wanted);
    g_assert_cmpint(g_mkdir(directory, 0777), ==, 0);
    QlPrefixes *prefixes = ql_prefixes_new(project->inputs, wanted, project->paths, directory);
    g_assert_cmpuint(ql_prefixes_to_build(prefixes), ==, 1);
    ql_prefixes_build(prefixes, 0, &error);
    g_assert_no_error(error);
    ql_prefixes_load(prefixes);
    return prefixes;
}

/* Why the first TU is parsed plainly, NULL if it is not, if the header is @header by then. */
static char *reason_with(const char *header)
{
    Project project;
    char *reason = NULL;

    set_up(&project);
    QlPrefixes *prefixes = build(&project);
    QlFrontend *frontend = ql_frontend_new(project.paths);
    const QlPrefix *prefix = ql_prefixes_of(prefixes, 0, NULL);
    g_assert_nonnull(prefix);
    put(&project, "first.h", header);
    g_autoptr(QlTuFacts) facts =
        ql_frontend_parse(frontend, project.inputs->pdata[0], prefix, &reason, NULL);
    g_assert_nonnull(facts);
    ql_frontend_free(frontend);
    ql_prefixes_free(prefixes);
    tear_down(&project);
    return reason;
}

static void test_changed(void)
{
    g_autofree char *reason =
        reason_with(GUARD "__attribute__((blahblah)) void stop(void);\n#endif\n");

    g_assert_cmpstr(reason, ==, "a file of the prefix has changed");
}

static void test_unchanged(void)
{
    g_autofree char *reason =
        reason_with(GUARD "__attribute__((noreturn)) void stop(void);\n#endif\n");

    g_assert_cmpstr(reason, ==, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/prefix_text/changed", test_changed);
    g_test_add_func("/prefix_text/unchanged", test_unchanged);
    return g_test_run();
}
