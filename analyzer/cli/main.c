/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the subcommand. The locale is never set: output is the same everywhere. */
#include "commands.h"

#include "frontend.h"
#include <stdio.h>
#include <string.h>

typedef struct Command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv);
} Command;

/* To add a subcommand: a file cmd_NAME.c, its prototype in commands.h, a line here. */
static const Command commands[] = {
    {"index", "parse the sources of a build into an index", ql_cmd_index},
    {"merge", "join shards or other indexes into one", ql_cmd_merge},
    {"check", "evaluate the rules on an index", ql_cmd_check},
    {"scan", "index and check in one go", ql_cmd_scan},
    {"explain", "show why a finding is believed, and what would make it false", ql_cmd_explain},
    {"callers", "list the calls of a function", ql_cmd_callers},
    {"callees", "list the calls a function makes", ql_cmd_callees},
    {"path", "show shortest call paths", ql_cmd_path},
    {"functions", "list the functions that a selector means", ql_cmd_functions},
    {"resolve", "explain what a call through a pointer may call", ql_cmd_resolve},
    {"unresolved", "list calls through pointers that are not understood", ql_cmd_unresolved},
    {"threads", "list the threads: kinds, entries, who creates them", ql_cmd_threads},
    {"roots", "list where threads and callbacks start", ql_cmd_roots},
    {"forks", "show where the process forks, and what exists then", ql_cmd_forks},
    {"locks", "show what functions do to locks", ql_cmd_locks},
    {"order", "show which locks are taken inside which", ql_cmd_order},
    {"gateways", "list the calls that are not followed, and what that may hide", ql_cmd_gateways},
    {"dump", "print the facts of an index or a function's flow graph", ql_cmd_dump},
    {"sql", "run an SQL query on an index", ql_cmd_sql},
    {"flow", "print the flow graphs of one source file, without an index", ql_cmd_flow},
    {"compdb", "print what a compile database says", ql_cmd_compdb},
    {"annotations", "check annotation files", ql_cmd_annotations},
};

static void print_help(FILE *out)
{
    fputs("Usage: qlockdep COMMAND [OPTION...] [ARGUMENT...]\n\n"
          "Finds lock-order and waiting defects in QEMU by static analysis.\n\nCommands:\n",
          out);
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        fprintf(out, "  %-12s %s\n", commands[i].name, commands[i].summary);
    }
    fputs("\n\"qlockdep COMMAND --help\" describes a command.\n\n"
          "Exit codes:\n"
          "  0  nothing found at or above --fail-on\n"
          "  1  findings at or above --fail-on\n"
          "  2  the run itself failed\n"
          "  3  some TUs failed to give facts (and no finding as in 1)\n",
          out);
}

static int print_version(void)
{
    g_autofree char *clang = ql_frontend_clang_version();

    printf("qlockdep %s (%s, facts version %d)\n", QLOCKDEP_VERSION, clang, ql_frontend_version());
    return ql_cli_close_output(QL_EXIT_OK);
}

static const Command *find_command(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static int run_command(const char *name, int argc, char **argv)
{
    const Command *command = find_command(name);

    if (command) {
        return command->run(argc, argv);
    }
    ql_cli_error("unknown command \"%s\"; see qlockdep --help", name);
    return QL_EXIT_ERROR;
}

/* "help COMMAND" is "COMMAND --help". */
static int run_help(int argc, char **argv)
{
    char *help_argv[] = {argc > 1 ? argv[1] : NULL, (char[]){"--help"}, NULL};

    if (argc > 1) {
        return run_command(argv[1], 2, help_argv);
    }
    print_help(stdout);
    return ql_cli_close_output(QL_EXIT_OK);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : NULL;

    if (!name) {
        print_help(stderr);
        return QL_EXIT_ERROR;
    }
    if (strcmp(name, "--version") == 0) {
        return print_version();
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        return run_help(argc - 1, argv + 1);
    }
    return run_command(name, argc - 1, argv + 1);
}
