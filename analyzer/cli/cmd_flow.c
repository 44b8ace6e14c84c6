/* SPDX-License-Identifier: Apache-2.0 */
/* qlockdep flow: parses one file and prints what the front end makes of it. */
#include "commands.h"
#include "frontend.h"
#include "print_facts.h"

#include <stdio.h>
#include <string.h>

/* @function: NULL for all. */
static int print_definitions(const QlTuFacts *facts, const char *function)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(GString) out = g_string_new(NULL);

    for (guint i = 0; i < facts->definitions->len; i++) {
        const QlTuDefinition *entry = g_ptr_array_index(facts->definitions, i);
        g_autoptr(QlDefinition) def = NULL;
        GError *error = NULL;
        gsize length;
        const guint8 *data = g_bytes_get_data(entry->bytes, &length);

        def = ql_definition_decode(data, length, strings, &error);
        if (!def) {
            return ql_cli_fail(error);
        }
        if (!function || strcmp(function, ql_strings_get(strings, def->name)) == 0) {
            ql_print_definition(out, def, strings);
        }
    }
    fwrite(out->str, 1, out->len, stdout);
    return QL_EXIT_OK;
}

static int print_facts(const QlTuFacts *facts, const char *function, gboolean files)
{
    for (guint i = 0; files && i < facts->files->len; i++) {
        printf("file %s\n", (const char *)g_ptr_array_index(facts->files, i));
    }
    if (facts->errors) {
        printf("errors: %u; first: %s\n", facts->errors, facts->first_error);
    }
    return ql_cli_close_output(print_definitions(facts, function));
}

/* The user's flags, after one that says the file is C whatever its name. */
static GPtrArray *c_flags(char **flags)
{
    GPtrArray *all = g_ptr_array_new();

    g_ptr_array_add(all, (gpointer) "-xc");
    for (; *flags; flags++) {
        g_ptr_array_add(all, *flags);
    }
    g_ptr_array_add(all, NULL);
    return all;
}

/* @argv: the file, perhaps "--", the compiler's flags. */
static int run(int argc, char **argv, const char *function, gboolean files)
{
    g_autofree char *directory = g_get_current_dir();
    g_autofree char *source = g_canonicalize_filename(argv[0], directory);
    g_autofree char *root = g_path_get_dirname(source);
    int skip = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;
    g_autoptr(GPtrArray) flags = c_flags(argv + skip);
    g_autoptr(QlTuInput) input =
        ql_tu_input_new(source, directory, NULL, (const char *const *)flags->pdata);
    g_autoptr(QlPaths) paths = ql_paths_new(root, root);
    g_autoptr(QlFrontend) frontend = ql_frontend_new(paths);
    GError *error = NULL;
    g_autoptr(QlTuFacts) facts = ql_frontend_parse(frontend, input, NULL, NULL, &error);

    return facts ? print_facts(facts, function, files) : ql_cli_fail(error);
}

int ql_cmd_flow(int argc, char **argv)
{
    g_autofree char *function = NULL;
    gboolean files = FALSE;
    const GOptionEntry options[] = {
        {"function", 'f', 0, G_OPTION_ARG_STRING, &function, "Print only this definition", "NAME"},
        {"files", 0, 0, G_OPTION_ARG_NONE, &files, "List the files that were read", NULL},
        {0},
    };
    const QlUsage usage = {
        .arguments = "FILE.c [-- FLAG...]",
        .summary = "Parses one C file and prints the flow graphs of its definitions.",
        .details = "Needs neither a build nor an index: this shows what the front end makes of a\n"
                   "piece of C. FLAGs are the compiler's, e.g. -std=gnu11 -Iinclude.\n"
                   "Exit code: 0 (also for code with errors), or 2 if the file cannot be read.",
        .options = options,
        .min_args = 1,
        .max_args = -1,
    };

    if (!ql_cli_parse(&usage, &argc, &argv)) {
        return QL_EXIT_ERROR;
    }
    if (g_file_test(argv[1], G_FILE_TEST_EXISTS) && !g_file_test(argv[1], G_FILE_TEST_IS_REGULAR)) {
        ql_cli_error("%s: not a regular file", argv[1]);
        return QL_EXIT_ERROR;
    }
    return run(argc - 1, argv + 1, function, files);
}
