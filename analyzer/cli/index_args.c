/* SPDX-License-Identifier: Apache-2.0 */
#include "index_args.h"

#include "commands.h"
#include "index_costs.h"
#include "index_report.h"
#include "indexer.h"
#include "progress.h"
#include "shard.h"

/* What to index if neither --executable nor --all is given and the build makes such programs. */
#define DEFAULT_EXECUTABLES "qemu-system-*"

enum { MAX_JOBS = 1024, DEFAULT_TIME_LIMIT = 300, DEFAULT_MEMORY_LIMIT = 96 };

void ql_index_args_init(QlIndexArgs *args)
{
    *args = (QlIndexArgs){.jobs = (int)MIN(g_get_num_processors(), MAX_JOBS),
                          .time_limit = DEFAULT_TIME_LIMIT,
                          .memory_limit = DEFAULT_MEMORY_LIMIT};
}

void ql_index_args_clear(QlIndexArgs *args)
{
    g_free(args->build);
    g_free(args->database);
    g_free(args->executables);
    g_strfreev(args->tus);
    g_free(args->source_root);
    g_free(args->shard);
}

GOptionEntry *ql_index_args_entries(QlIndexArgs *args)
{
    const GOptionEntry entries[] = {
        {"build", 'p', 0, G_OPTION_ARG_FILENAME, &args->build,
         "Build directory with compile_commands.json", "BUILD"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &args->database,
         "The index to write (default: " QL_DEFAULT_DATABASE ")", "DB"},
        {"jobs", 'j', 0, G_OPTION_ARG_INT, &args->jobs,
         "Worker processes (default: one per processor)", "N"},
        {"executable", 0, 0, G_OPTION_ARG_FILENAME, &args->executables,
         "Index the TUs of executables of this name (default: " DEFAULT_EXECUTABLES
         " if there are such, else everything)",
         "GLOB"},
        {"all", 0, 0, G_OPTION_ARG_NONE, &args->all, "Index every TU", NULL},
        {"tu", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &args->tus,
         "Index only TUs whose source matches, e.g. hw/block/* (for quick looks; repeatable)",
         "GLOB"},
        {"source-root", 0, 0, G_OPTION_ARG_FILENAME, &args->source_root,
         "The source tree, if it is not found out right", "DIR"},
        {"time-limit", 0, 0, G_OPTION_ARG_INT, &args->time_limit,
         "Seconds a TU may take (default: 300; 0: no limit)", "S"},
        {"memory-limit", 0, 0, G_OPTION_ARG_INT, &args->memory_limit,
         "Memory a worker may gain before it is replaced (default: 96; 0: no limit)", "MIB"},
        {"plain", 0, 0, G_OPTION_ARG_NONE, &args->plain,
         "Parse without precompiled prefixes: slower, the same facts", NULL},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &args->verbose,
         "Then tell on stderr which TUs took most time and memory", NULL},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &args->quiet, "No progress", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };

    return g_memdup2(entries, sizeof entries);
}

static gboolean args_are_valid(const QlIndexArgs *args)
{
    guint shard, shards;

    if (!args->build || !*args->build) {
        ql_cli_error("no build directory; name the one with compile_commands.json with -p");
    } else if (args->jobs < 1 || args->jobs > MAX_JOBS) {
        ql_cli_error("-j %d: the number of workers must be from 1 to %d; without -j there is one "
                     "per processor",
                     args->jobs, MAX_JOBS);
    } else if (args->time_limit < 0) {
        ql_cli_error("--time-limit %d: must not be negative", args->time_limit);
    } else if (args->memory_limit < 0) {
        ql_cli_error("--memory-limit %d: must not be negative", args->memory_limit);
    } else if (args->all && args->executables) {
        ql_cli_error("--all and --executable exclude each other");
    } else if (args->shard && !ql_shard_parse(args->shard, &shard, &shards)) {
        ql_cli_error("--shard %s: must be I/N with 1 <= I <= N <= %d, e.g. 2/7", args->shard,
                     QL_MAX_SHARDS);
    } else {
        return TRUE;
    }
    return FALSE;
}

static QlIndexOptions index_options(const QlIndexArgs *args, QlProgress *progress)
{
    guint shard = 0, shards = 0;

    if (args->shard) {
        ql_shard_parse(args->shard, &shard, &shards);
    }
    return (QlIndexOptions){
        .build = args->build,
        .database = args->database ? args->database : QL_DEFAULT_DATABASE,
        .source_root = args->source_root,
        .jobs = (guint)args->jobs,
        .time_limit = (guint)args->time_limit,
        .memory_limit = (guint)args->memory_limit,
        .all = args->all,
        .plain = args->plain,
        .shard = shard,
        .shards = shards,
        .executables = args->executables,
        .default_executables = DEFAULT_EXECUTABLES,
        .tu_globs = (const char *const *)args->tus,
        .tool_version = QLOCKDEP_VERSION,
        .progress = args->quiet ? NULL : ql_progress_update,
        .user = progress,
    };
}

static void print_result(const QlIndexResult *result, const char *database, FILE *out)
{
    const QlStoreSummary *summary = &result->summary;

    fprintf(out,
            "indexed %u TUs in %.1f s (%u parsed, %u up to date, %u removed): %u clean, "
            "%u with errors, %u failed; %u functions; ",
            summary->tus, result->seconds, result->parsed, result->reused, result->removed,
            summary->clean, summary->errors, summary->failed, summary->functions);
    fprintf(out, result->unchanged ? "%s is up to date (" : "wrote %s (", database);
    ql_index_report_size(out, result->size);
    fputs(")\n", out);
}

int ql_index_args_run(const QlIndexArgs *args, FILE *out)
{
    QlProgress progress;
    QlIndexOptions options = index_options(args, &progress);
    QlIndexResult result;
    GError *error = NULL;
    int code = QL_EXIT_OK;

    if (!args_are_valid(args)) {
        return QL_EXIT_ERROR;
    }
    ql_progress_init(&progress);
    if (!ql_index_run(&options, &result, &error)) {
        code = QL_EXIT_ERROR;
    }
    if (!args->quiet) {
        ql_progress_end(&progress);
    }
    ql_index_report_problems(result.problems);
    if (error) {
        ql_cli_fail(error);
    } else {
        print_result(&result, options.database, out);
        if (args->verbose) {
            fflush(out);
            ql_index_costs_print(&result, stderr);
        }
    }
    if (code == QL_EXIT_OK && result.summary.failed > 0) {
        code = QL_EXIT_PARTIAL;
    }
    ql_index_result_clear(&result);
    return code;
}
