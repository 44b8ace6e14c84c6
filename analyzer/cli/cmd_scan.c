/* SPDX-License-Identifier: Apache-2.0 */
#include "check_args.h"
#include "commands.h"
#include "compdb.h"
#include "index_args.h"

static const char details[] =
    "The same as \"qlockdep index\" and then \"qlockdep check\" on the new index.\n"
    "\n"
    "Exit codes: 0 no finding at or above --fail-on; 1 there are some; 2 the run failed; 3 none, "
    "but\n"
    "some TUs failed to give facts.\n"
    "\n"
    "Example:\n"
    "  qlockdep scan -p ~/qemu/build";

/* The source tree that was indexed; NULL if the build does not tell any more. */
static char *source_root(const QlIndexArgs *index)
{
    if (index->source_root) {
        return g_strdup(index->source_root);
    }
    g_autoptr(QlCompdb) compdb = ql_compdb_load(index->build, NULL);
    return compdb ? g_strdup(compdb->source) : NULL;
}

static int scan(const QlIndexArgs *index, QlCheckArgs *check)
{
    int code;

    if (!ql_check_args_are_valid(check)) {
        return QL_EXIT_ERROR;
    }
    code = ql_index_args_run(index, ql_check_args_want_json(check) ? stderr : stdout);
    if (code == QL_EXIT_ERROR) {
        return code;
    }
    check->program.database = g_strdup(index->database);
    check->program.source_root = source_root(index);
    return ql_check_args_run(check);
}

int ql_cmd_scan(int argc, char **argv)
{
    QlIndexArgs index = {0};
    QlCheckArgs check;
    ql_check_args_init(&check);
    g_autofree GOptionEntry *indexing = ql_index_args_entries(&index);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&check.program);
    g_autofree GOptionEntry *checking = ql_check_args_entries(&check);
    g_autofree GOptionEntry *options = ql_cli_join_options(indexing, annotations, checking, NULL);
    const QlUsage usage = {
        NULL, "Indexes the sources of a build and evaluates the rules.", details, options, 0, 0};
    int code = QL_EXIT_ERROR;

    ql_index_args_init(&index);
    if (ql_cli_parse(&usage, &argc, &argv)) {
        code = scan(&index, &check);
    }
    ql_index_args_clear(&index);
    ql_check_args_clear(&check);
    return code;
}
