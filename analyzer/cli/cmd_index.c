/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "index_args.h"

static const char details[] =
    "An index that is there is brought up to date: a TU is parsed again if its flags or the\n"
    "content of a file it read changed, if an include is found elsewhere now, or if it failed. "
    "TUs\n"
    "that are not selected any more are removed. The index is written beside the old one, as\n"
    "DB.part, and replaces it when it is whole; on any failure the old one stays, and the next "
    "run\n"
    "goes on with what the failed one has done.\n"
    "Where nothing can be written, a run fails only if the index there is not up to date.\n"
    "\n"
    "A TU with compile errors gives what facts it can and is marked; one that gives none is\n"
    "recorded as failed: libclang crashed on it, or it took longer than --time-limit. A worker\n"
    "that has gained more memory than --memory-limit is replaced by a new one.\n"
    "\n"
    "Exit codes: 0 every TU gave facts; 2 the run failed; 3 some TUs failed to give facts.\n"
    "\n"
    "Examples:\n"
    "  qlockdep index -p ~/qemu/build\n"
    "  qlockdep index -p build -o block.db --tu 'block/*' --tu 'hw/block/*'\n"
    "  qlockdep index -p build -o part-2.db --shard 2/7";

int ql_cmd_index(int argc, char **argv)
{
    QlIndexArgs args;
    const GOptionEntry shard[] = {
        {"shard", 0, 0, G_OPTION_ARG_STRING, &args.shard,
         "Index the I-th of N parts; qlockdep merge joins them", "I/N"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autofree GOptionEntry *indexing = ql_index_args_entries(&args);
    g_autofree GOptionEntry *options = ql_cli_join_options(indexing, shard, NULL);
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
