/* SPDX-License-Identifier: Apache-2.0 */
/* What all subcommands share: option parsing, error messages, opening the index. */
#include "commands.h"

#include "frontend.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ql_cli_error(const char *format, ...)
{
    va_list args;

    fputs("qlockdep: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

int ql_cli_fail(GError *error)
{
    ql_cli_error("%s", error->message);
    g_error_free(error);
    return QL_EXIT_ERROR;
}

GOptionEntry *ql_cli_join_options(const GOptionEntry *first, ...)
{
    GArray *joined = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
    va_list lists;

    va_start(lists, first);
    for (const GOptionEntry *list = first; list; list = va_arg(lists, const GOptionEntry *)) {
        for (; list->long_name; list++) {
            g_array_append_val(joined, *list);
        }
    }
    va_end(lists);
    return (GOptionEntry *)(void *)g_array_free(joined, FALSE);
}

static GOptionContext *usage_context(const QlUsage *usage, const char *command)
{
    g_autofree char *program = g_strconcat("qlockdep ", command, NULL);
    GOptionContext *context = g_option_context_new(usage->arguments);

    g_set_prgname(program);
    g_option_context_set_summary(context, usage->summary);
    g_option_context_set_description(context, usage->details);
    if (usage->options) {
        g_option_context_add_main_entries(context, usage->options, NULL);
    }
    return context;
}

static const GOptionEntry *find_short_option(const GOptionEntry *options, char letter)
{
    for (; options && options->long_name; options++) {
        if (options->short_name == letter) {
            return options;
        }
    }
    return NULL;
}

/* GOption does not know "-j2": make it "--jobs=2". Interned, since argv owns nothing. */
static void spell_out_short_options(const QlUsage *usage, int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const GOptionEntry *option = NULL;
        g_autofree char *spelt = NULL;

        if (argv[i][0] == '-' && argv[i][1] != '-' && argv[i][1] != '\0' && argv[i][2] != '\0') {
            option = find_short_option(usage->options, argv[i][1]);
        }
        if (!option || option->arg == G_OPTION_ARG_NONE) {
            continue;
        }
        spelt = g_strdup_printf("--%s=%s", option->long_name, argv[i] + 2);
        argv[i] = (char *)g_intern_string(spelt);
    }
}

static gboolean arguments_fit(const QlUsage *usage, const char *command, int n)
{
    if (n >= usage->min_args && (usage->max_args < 0 || n <= usage->max_args)) {
        return TRUE;
    }
    ql_cli_error("%s: %s; see qlockdep %s --help", command,
                 n < usage->min_args ? "an argument is missing" : "too many arguments", command);
    return FALSE;
}

/* "--" ends the options; GOption leaves it in place. */
static void drop_separator(int *argc, char **argv)
{
    if (*argc < 2 || strcmp(argv[1], "--") != 0) {
        return;
    }
    for (int i = 1; i < *argc; i++) {
        argv[i] = argv[i + 1];
    }
    (*argc)--;
}

/* GOption would print its help through the locale's character set. */
static void print_help_if_asked(GOptionContext *context, int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);

            fputs(help, stdout);
            exit(ql_cli_close_output(QL_EXIT_OK));
        }
    }
}

gboolean ql_cli_parse(const QlUsage *usage, int *argc, char ***argv)
{
    const char *command = (*argv)[0];
    GOptionContext *context = usage_context(usage, command);
    g_autoptr(GError) error = NULL;
    gboolean ok;

    print_help_if_asked(context, *argc, *argv);
    spell_out_short_options(usage, *argc, *argv);
    ok = g_option_context_parse(context, argc, argv, &error);

    g_option_context_free(context);
    if (!ok) {
        ql_cli_error("%s: %s; see qlockdep %s --help", command, error->message, command);
        return FALSE;
    }
    drop_separator(argc, *argv);
    return arguments_fit(usage, command, *argc - 1);
}

#if defined(__has_feature)
#define WITH_SANITIZER __has_feature(address_sanitizer)
#else
#define WITH_SANITIZER 0
#endif

gboolean ql_cli_frees_memory(void)
{
    return WITH_SANITIZER;
}

int ql_cli_close_output(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) {
        return code;
    }
    ql_cli_error("cannot write the output: %s", g_strerror(errno));
    return QL_EXIT_ERROR;
}

QlStore *ql_cli_open_index(const char *path, gboolean partial)
{
    g_autofree char *clang = ql_frontend_clang_version();
    QlStoreMeta meta = {ql_frontend_version(), clang, QLOCKDEP_VERSION};
    GError *error = NULL;
    QlStore *store = ql_store_open(path, &meta, partial, &error);

    if (!store) {
        ql_cli_fail(error);
    }
    return store;
}
