/* SPDX-License-Identifier: Apache-2.0 */
#include "index_args.h"

#include "commands.h"
#include "indexer.h"
#include "progress.h"

/* What to index if neither --executable nor --all is given and the build makes such programs. */
#define DEFAULT_EXECUTABLES "qemu-system-*"

enum { DEFAULT_TIME_LIMIT = 300, MAX_ERRORS_SHOWN = 20 };

void ql_index_args_init(QlIndexArgs *args)
{
    *args = (QlIndexArgs){.time_limit = DEFAULT_TIME_LIMIT};
}

void ql_index_args_clear(QlIndexArgs *args)
{
    g_free(args->build);
    g_free(args->database);
    g_free(args->executables);
    g_strfreev(args->tus);
    g_free(args->source_root);
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
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &args->quiet, "No progress", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };

    return g_memdup2(entries, sizeof entries);
}

static gboolean args_are_valid(const QlIndexArgs *args)
{
    if (!args->build) {
        ql_cli_error("no build directory; name the one with compile_commands.json with -p");
    } else if (args->jobs < 0 || args->jobs > 1024) {
        ql_cli_error("-j %d: the number of workers must be from 1 to 1024", args->jobs);
    } else if (args->time_limit < 0) {
        ql_cli_error("--time-limit %d: must not be negative", args->time_limit);
    } else if (args->all && args->executables) {
        ql_cli_error("--all and --executable exclude each other");
    } else {
        return TRUE;
    }
    return FALSE;
}

static QlIndexOptions index_options(const QlIndexArgs *args, QlProgress *progress)
{
    return (QlIndexOptions){
        .build = args->build,
        .database = args->database ? args->database : QL_DEFAULT_DATABASE,
        .source_root = args->source_root,
        .jobs = (guint)args->jobs,
        .time_limit = (guint)args->time_limit,
        .all = args->all,
        .executables = args->executables,
        .default_executables = DEFAULT_EXECUTABLES,
        .tu_globs = (const char *const *)args->tus,
        .tool_version = QLOCKDEP_VERSION,
        .progress = args->quiet ? NULL : ql_progress_update,
        .user = progress,
    };
}

/* Messages of the front end begin with the source already. */
static void print_problem(const QlIndexProblem *problem)
{
    const char *what = problem->state == QL_TU_FAILED ? "failed" : "with errors";

    if (g_str_has_prefix(problem->message, problem->source)) {
        ql_cli_error("%s: %s", what, problem->message);
    } else {
        ql_cli_error("%s: %s: %s", what, problem->source, problem->message);
    }
}

/* Every failed TU is named; of those with errors the first ones, the index knows the rest. */
static void print_problems(const GPtrArray *problems)
{
    guint with_errors = 0;

    for (guint i = 0; i < problems->len; i++) {
        const QlIndexProblem *problem = problems->pdata[i];

        if (problem->state == QL_TU_FAILED || ++with_errors <= MAX_ERRORS_SHOWN) {
            print_problem(problem);
        }
    }
    if (with_errors > MAX_ERRORS_SHOWN) {
        ql_cli_error("with errors: %u more; see qlockdep sql \"SELECT source, message FROM v_tus "
                     "WHERE state = 'errors'\"",
                     with_errors - MAX_ERRORS_SHOWN);
    }
}

static void print_size(FILE *out, guint64 size)
{
    if (size < (1u << 20)) {
        fprintf(out, "%.0f KiB", (double)size / (1u << 10));
    } else {
        fprintf(out, "%.1f MiB", (double)size / (1u << 20));
    }
}

static void print_result(const QlIndexResult *result, const char *database, FILE *out)
{
    const QlStoreSummary *summary = &result->summary;

    fprintf(out,
            "indexed %u TUs in %.1f s: %u clean, %u with errors, %u failed; %u functions; "
            "wrote %s (",
            summary->tus, result->seconds, summary->clean, summary->errors, summary->failed,
            summary->functions, database);
    print_size(out, result->size);
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
    print_problems(result.problems);
    if (error) {
        ql_cli_fail(error);
    } else {
        print_result(&result, options.database, out);
    }
    if (code == QL_EXIT_OK && result.summary.failed > 0) {
        code = QL_EXIT_PARTIAL;
    }
    ql_index_result_clear(&result);
    return code;
}
