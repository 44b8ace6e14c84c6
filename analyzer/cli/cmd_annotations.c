/* SPDX-License-Identifier: Apache-2.0 */
/* qlockdep annotations: loads and checks annotation files, and prints what they say. */
#include "commands.h"
#include "default_annotations.h"
#include "print_annotations.h"
#include "program_args.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Options {
    QlProgramArgs program;
    char *names;
    gboolean quiet;
} Options;

static const char details[] =
    "Exit status: 0 if the annotations are right, 2 if not.\n"
    "\n"
    "With --names, entries whose 'when' does not hold of the names in FILE are left out, and "
    "names\n"
    "that match nothing are reported. FILE has one name a line, a function followed by its number\n"
    "of parameters: \"close 1\". --db does so with the names of an index.";

/* ---- an oracle from a list of names: name -> number of parameters, -1 if no function ---- */

static gboolean add_name_line(GHashTable *names, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    guint n = g_strv_length(words);
    guint64 params = 0;

    if (n == 0 || !words[0][0]) {
        return TRUE;
    }
    if (n > 2 || (n == 2 && !g_ascii_string_to_unsigned(words[1], 10, 0, 63, &params, NULL))) {
        return FALSE;
    }
    g_hash_table_insert(names, g_strdup(words[0]), GINT_TO_POINTER(n == 2 ? (int)params : -1));
    return TRUE;
}

static GHashTable *read_names(const char *file, GError **error)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *text = NULL;

    if (!g_file_get_contents(file, &text, NULL, error)) {
        return NULL;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        if (!add_name_line(names, lines[i])) {
            g_set_error(error, QL_ANNOTATE_ERROR, QL_ANNOTATE_ERROR_CONTENT,
                        "%s:%u:1: not a name and its number of parameters; write \"NAME 2\"", file,
                        i + 1);
            return NULL;
        }
    }
    return g_steal_pointer(&names);
}

static gboolean name_exists(const char *name, gpointer user)
{
    GHashTableIter iter;
    gpointer known;

    if (!strchr(name, '*')) {
        return g_hash_table_contains(user, name);
    }
    g_hash_table_iter_init(&iter, user);
    while (g_hash_table_iter_next(&iter, &known, NULL)) {
        if (g_pattern_match_simple(name, known)) {
            return TRUE;
        }
    }
    return FALSE;
}

static int name_params(const char *name, gpointer user)
{
    gpointer value;

    return g_hash_table_lookup_extended(user, name, NULL, &value) ? GPOINTER_TO_INT(value) : -1;
}

static void report_unmatched(const QlAnnotations *annotations, const QlNameOracle *oracle)
{
    g_autoptr(GPtrArray) unmatched = ql_annotations_unmatched(annotations, oracle);

    for (guint i = 0; i < unmatched->len; i++) {
        const QlUnmatched *one = g_ptr_array_index(unmatched, i);
        fprintf(stderr, "%s: %s\n", ql_severity_name(one->severity), one->message);
    }
}

static gboolean apply_names(QlAnnotations *annotations, const char *file, GError **error)
{
    if (!file) {
        return TRUE;
    }
    g_autoptr(GHashTable) names = read_names(file, error);
    if (!names) {
        return FALSE;
    }
    QlNameOracle oracle = {name_exists, name_params, NULL, names};
    ql_annotations_select(annotations, &oracle);
    report_unmatched(annotations, &oracle);
    return TRUE;
}

static int print(const QlAnnotations *annotations, const Options *options)
{
    if (!options->quiet) {
        ql_annotations_print(annotations, stdout);
    }
    return ql_cli_close_output(QL_EXIT_OK);
}

static int run_on_names(const Options *options)
{
    g_autoptr(QlAnnotations) annotations = ql_annotations_new();
    const QlProgramArgs *args = &options->program;
    GError *error = NULL;

    if (!ql_load_annotations(annotations, args->no_defaults, args->annotations, &error) ||
        !apply_names(annotations, options->names, &error) ||
        !ql_annotations_check(annotations, &error)) {
        return ql_cli_fail(error);
    }
    return print(annotations, options);
}

static int run_on_index(const Options *options)
{
    QlLoaded loaded;

    if (!ql_program_args_load(&options->program, &loaded)) {
        return QL_EXIT_ERROR;
    }
    int code = print(loaded.annotations, options);
    ql_loaded_clear(&loaded);
    return code;
}

static int run(const Options *options)
{
    if (options->program.database && options->names) {
        ql_cli_error("--db and --names: give one of them");
        return QL_EXIT_ERROR;
    }
    return options->program.database ? run_on_index(options) : run_on_names(options);
}

int ql_cmd_annotations(int argc, char **argv)
{
    Options options = {.program = {.note_unmatched = TRUE}};
    const GOptionEntry own[] = {
        {"names", 0, 0, G_OPTION_ARG_FILENAME, &options.names,
         "Apply the annotations to the names in FILE", "FILE"},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet, "Check, but print nothing", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_autofree GOptionEntry *files = ql_annotation_args_entries(&options.program);
    g_autofree GOptionEntry *index = ql_program_args_entries(&options.program);
    g_autofree GOptionEntry *source = ql_source_args_entries(&options.program);
    g_autofree GOptionEntry *entries = ql_cli_join_options(files, own, index, source, NULL);
    const QlUsage usage = {
        .arguments = "",
        .summary = "Check annotation files and print what they say.",
        .details = details,
        .options = entries,
    };
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv)) {
        code = run(&options);
    }
    ql_program_args_clear(&options.program);
    g_free(options.names);
    return code;
}
