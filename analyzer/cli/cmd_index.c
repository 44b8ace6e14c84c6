/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "index_args.h"

static const char details[] =
    "The index is written beside the old one and replaces it when it is whole; on any failure the\n"
    "old one stays. A TU with compile errors gives what facts it can and is marked; one that "
    "gives\n"
    "none is recorded as failed.\n"
    "\n"
    "Exit codes: 0 every TU gave facts; 2 the run failed; 3 some TUs failed to give facts.\n"
    "\n"
    "Examples:\n"
    "  qlockdep index -p ~/qemu/build\n"
    "  qlockdep index -p build -o block.db --tu 'block/*' --tu 'hw/block/*'";

int ql_cmd_index(int argc, char **argv)
{
    QlIndexArgs args;
    g_autofree GOptionEntry *options = ql_index_args_entries(&args);
    const QlUsage usage = {
        NULL, "Parses the sources of a build into an index.", details, options, 0, 0};
    int code = QL_EXIT_ERROR;

    ql_index_args_init(&args);
    if (ql_cli_parse(&usage, &argc, &argv)) {
        code = ql_index_args_run(&args, stdout);
    }
    ql_index_args_clear(&args);
    return ql_cli_close_output(code);
}
