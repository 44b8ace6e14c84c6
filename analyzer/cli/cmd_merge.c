/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "index_report.h"
#include "merge.h"

typedef struct MergeArgs {
    char *database;
    gboolean partial;
} MergeArgs;

static const char details[] =
    "The indexes must be of the same sources: shards that qlockdep index --shard made, all of\n"
    "them, or indexes of several programs of one build. The result equals the index made in one\n"
    "piece, whatever the number and order of the indexes. It is written beside the old one and\n"
    "replaces it when it is whole; on any failure the old one stays.\n"
    "\n"
    "Exit codes: 0 every TU gave facts; 2 nothing was merged; 3 some TUs failed to give facts.\n"
    "\n"
    "Example:\n"
    "  qlockdep merge part-1.db part-2.db part-3.db -o qlockdep.db";

static void print_result(const QlIndexResult *result, guint indexes, const char *database)
{
    const QlStoreSummary *summary = &result->summary;

    printf("merged %u index%s in %.1f s: %u TUs: %u clean, %u with errors, %u failed; "
           "%u functions; wrote %s (",
           indexes, indexes == 1 ? "" : "es", result->seconds, summary->tus, summary->clean,
           summary->errors, summary->failed, summary->functions, database);
    ql_index_report_size(stdout, result->size);
    fputs(")\n", stdout);
}

static int merge(const MergeArgs *args, char **indexes)
{
    const QlMergeOptions options = {
        .indexes = (const char *const *)indexes,
        .database = args->database ? args->database : QL_DEFAULT_DATABASE,
        .partial = args->partial,
        .tool_version = QLOCKDEP_VERSION,
    };
    QlIndexResult result;
    GError *error = NULL;
    int code = QL_EXIT_OK;

    if (ql_merge_run(&options, &result, &error)) {
        ql_index_report_problems(result.problems);
        print_result(&result, g_strv_length(indexes), options.database);
        code = result.summary.failed > 0 ? QL_EXIT_PARTIAL : QL_EXIT_OK;
    } else {
        code = ql_cli_fail(error);
    }
    ql_index_result_clear(&result);
    return code;
}

int ql_cmd_merge(int argc, char **argv)
{
    MergeArgs args = {0};
    const GOptionEntry options[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &args.database,
         "The index to write (default: " QL_DEFAULT_DATABASE ")", "DB"},
        {"partial", 0, 0, G_OPTION_ARG_NONE, &args.partial,
         "Merge the shards given, though others are missing", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    const QlUsage usage = {"INDEX...", "Joins indexes into one.", details, options, 1, -1};
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv)) {
        code = merge(&args, argv + 1);
    }
    g_free(args.database);
    return ql_cli_close_output(code);
}
