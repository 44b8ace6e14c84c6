/* SPDX-License-Identifier: Apache-2.0 */
/* qlockdep compdb: shows what the compile database says. */
#include "commands.h"
#include "compdb.h"
#include "shell_words.h"

#include <stdio.h>
#include <string.h>

typedef struct Options {
    char *build;
    char *executable;
    gboolean flags;
} Options;

/* @path as people write it: relative to the build or source tree. */
static const char *show_path(const QlCompdb *compdb, const char *path)
{
    const char *trees[] = {compdb->build, compdb->source};

    for (gsize i = 0; i < G_N_ELEMENTS(trees); i++) {
        size_t length = strlen(trees[i]);

        if (g_str_has_prefix(path, trees[i]) && path[length] == '/') {
            return path + length + 1;
        }
    }
    return path;
}

static guint count_kind(const QlExecutable *executable, QlLinkKind kind)
{
    guint count = 0;

    for (guint i = 0; i < executable->tus->len; i++) {
        count += g_array_index(executable->tus, QlExecutableTu, i).kind == kind;
    }
    return count;
}

static void print_executable(const QlExecutable *executable)
{
    printf("%s: %u TUs (%u objects, %u in archives)", executable->name, executable->tus->len,
           count_kind(executable, QL_LINK_OBJECT), count_kind(executable, QL_LINK_ARCHIVE));
    if (executable->others) {
        printf(", %u other objects", executable->others);
    }
    putchar('\n');
}

static void print_tu(const QlCompdb *compdb, guint index, const char *kind)
{
    const QlCompdbEntry *entry = compdb->entries->pdata[index];
    const char *output = entry->tu->output;

    printf("  %-7s  group %-3u  %s -> %s\n", kind, entry->group,
           show_path(compdb, entry->tu->source), output ? output : "(no output)");
}

static void print_executable_tus(const QlCompdb *compdb, const QlExecutable *executable)
{
    print_executable(executable);
    for (guint i = 0; i < executable->tus->len; i++) {
        QlExecutableTu tu = g_array_index(executable->tus, QlExecutableTu, i);

        print_tu(compdb, tu.entry, tu.kind == QL_LINK_OBJECT ? "object" : "archive");
    }
}

static void print_summary(const QlCompdb *compdb)
{
    printf("%u TUs in %u groups of equal flags, %u entries skipped (not C)\n", compdb->entries->len,
           compdb->n_groups, compdb->skipped);
    if (compdb->dropped_response_files) {
        printf("%u response files dropped (outside of the trees, unreadable or nested too deep)\n",
               compdb->dropped_response_files);
    }
    if (!compdb->executables->len) {
        puts("no link edges: there is no build.ninja, or it links nothing of this database");
    }
    for (guint i = 0; i < compdb->executables->len; i++) {
        print_executable(compdb->executables->pdata[i]);
    }
}

static void print_flags(const QlCompdbEntry *entry)
{
    g_autoptr(GString) line = g_string_new(NULL);

    for (char **flag = entry->tu->flags; *flag; flag++) {
        g_string_append_c(line, ' ');
        ql_shell_append(line, *flag);
    }
    printf("    in %s:%s\n", entry->tu->directory, line->str);
}

static void print_entries(const QlCompdb *compdb)
{
    for (guint i = 0; i < compdb->entries->len; i++) {
        print_tu(compdb, i, "entry");
        print_flags(compdb->entries->pdata[i]);
    }
}

static int print_matching(const QlCompdb *compdb, const char *pattern)
{
    g_autoptr(GPtrArray) matching = ql_compdb_match_executables(compdb, pattern);

    if (!matching->len) {
        ql_cli_error("%s: no executable matches '%s'", compdb->path, pattern);
        return QL_EXIT_ERROR;
    }
    for (guint i = 0; i < matching->len; i++) {
        print_executable_tus(compdb, matching->pdata[i]);
    }
    return QL_EXIT_OK;
}

static int print_compdb(const QlCompdb *compdb, const Options *options)
{
    if (options->executable) {
        return print_matching(compdb, options->executable);
    }
    print_summary(compdb);
    if (options->flags) {
        print_entries(compdb);
    }
    return QL_EXIT_OK;
}

static int run(const Options *options)
{
    GError *error = NULL;
    g_autoptr(QlCompdb) compdb = NULL;

    if (!options->build) {
        ql_cli_error("compdb: option -p BUILD is missing");
        return QL_EXIT_ERROR;
    }
    compdb = ql_compdb_load(options->build, &error);
    return compdb ? ql_cli_close_output(print_compdb(compdb, options)) : ql_cli_fail(error);
}

int ql_cmd_compdb(int argc, char **argv)
{
    Options options = {0};
    const GOptionEntry entries[] = {
        {"build", 'p', 0, G_OPTION_ARG_FILENAME, &options.build,
         "Build tree, or its compile_commands.json", "BUILD"},
        {"executable", 'e', 0, G_OPTION_ARG_STRING, &options.executable,
         "Show the TUs of the executables that match a glob", "NAME"},
        {"flags", 'f', 0, G_OPTION_ARG_NONE, &options.flags,
         "Show every TU with the flags it is parsed with", NULL},
        {0},
    };
    const QlUsage usage = {
        .arguments = "",
        .summary = "Shows the translation units, executables and flag groups of a build tree.",
        .details = "Exit code: 0, or 2 if the compile database cannot be read.",
        .options = entries,
    };
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv)) {
        code = run(&options);
    }
    g_free(options.build);
    g_free(options.executable);
    return code;
}
