/* SPDX-License-Identifier: Apache-2.0 */
#include "check_args.h"
#include "commands.h"

static const char details[] =
    "Prints the findings, then a summary and what was covered (with --format json, both on "
    "stderr).\n"
    "JSON is one object a line; docs/findings.md describes it.\n"
    "\n"
    "Exit codes: 0 no finding at or above --fail-on; 1 there are some; 2 the run failed; 3 none, "
    "but\n"
    "some TUs of the index failed to give facts.\n"
    "\n"
    "Examples:\n"
    "  qlockdep check\n"
    "  qlockdep check --db qlockdep.db -a my-fork.yaml --format json > findings.jsonl";

int ql_cmd_check(int argc, char **argv)
{
    QlCheckArgs args;
    ql_check_args_init(&args);
    g_autofree GOptionEntry *program = ql_program_args_entries(&args.program);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args.program);
    g_autofree GOptionEntry *source = ql_source_args_entries(&args.program);
    g_autofree GOptionEntry *check = ql_check_args_entries(&args);
    g_autofree GOptionEntry *options =
        ql_cli_join_options(program, annotations, source, check, NULL);
    const QlUsage usage = {NULL, "Evaluates the rules on an index.", details, options, 0, 0};
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && ql_check_args_are_valid(&args)) {
        code = ql_check_args_run(&args);
    }
    ql_check_args_clear(&args);
    return code;
}
