/* SPDX-License-Identifier: Apache-2.0 */
#include "check_args.h"

#include "commands.h"
#include "engine.h"
#include "reports.h"
#include "rules.h"
#include <string.h>
#include <unistd.h>

void ql_check_args_init(QlCheckArgs *args)
{
    *args = (QlCheckArgs){.min_confidence = QL_MIN_CONFIDENCE};
}

void ql_check_args_clear(QlCheckArgs *args)
{
    ql_program_args_clear(&args->program);
    g_strfreev(args->rules);
    g_free(args->format);
    g_free(args->fail_on);
}

GOptionEntry *ql_check_args_entries(QlCheckArgs *args)
{
    const GOptionEntry entries[] = {
        {"rule", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &args->rules,
         "Evaluate only this rule (repeatable)", "ID"},
        {"format", 0, 0, G_OPTION_ARG_FILENAME, &args->format, "text (default) or json", "FORMAT"},
        {"full-path", 0, 0, G_OPTION_ARG_NONE, &args->full_path,
         "Text: print every hop, also runs of direct calls", NULL},
        {"min-confidence", 0, 0, G_OPTION_ARG_DOUBLE, &args->min_confidence,
         "Print findings of at least this confidence (0 to 1, default 0.5)", "N"},
        {"all", 0, 0, G_OPTION_ARG_NONE, &args->all, "Print findings of any confidence, notes too",
         NULL},
        {"fail-on", 0, 0, G_OPTION_ARG_FILENAME, &args->fail_on,
         "Exit with 1 if there are printed findings of this severity or above: note, warning, "
         "error "
         "(default) or none",
         "SEVERITY"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };

    return g_memdup2(entries, sizeof entries);
}

/* The least severity that fails the run: above QL_SEVERITY_ERROR for "none", -1 if not a word we
 * know. */
static int fail_severity(const char *name)
{
    if (!name) {
        return QL_SEVERITY_ERROR;
    }
    if (strcmp(name, "none") == 0) {
        return QL_SEVERITY_ERROR + 1;
    }
    for (int severity = QL_SEVERITY_NOTE; severity <= QL_SEVERITY_ERROR; severity++) {
        if (strcmp(name, ql_severity_name((QlSeverity)severity)) == 0) {
            return severity;
        }
    }
    return -1;
}

gboolean ql_check_args_want_json(const QlCheckArgs *args)
{
    return g_strcmp0(args->format, "json") == 0;
}

gboolean ql_check_args_are_valid(const QlCheckArgs *args)
{
    if (args->format && strcmp(args->format, "text") != 0 && !ql_check_args_want_json(args)) {
        ql_cli_error("--format %s: must be text or json", args->format);
    } else if (!(args->min_confidence >= 0 && args->min_confidence <= 1)) {
        ql_cli_error("--min-confidence %g: must be from 0 to 1", args->min_confidence);
    } else if (fail_severity(args->fail_on) < 0) {
        ql_cli_error("--fail-on %s: must be note, warning, error or none", args->fail_on);
    } else {
        return TRUE;
    }
    return FALSE;
}

static void print_link_coverage(const QlProgram *program, FILE *out)
{
    const QlLinkCounts *counts = &program->counts;

    fprintf(out, "coverage: %s: %u functions, %u calls, %u of them to functions no TU defines\n",
            program->executable ? program->executable : "all TUs as one program", counts->functions,
            counts->calls, counts->undefined);
    fprintf(out,
            "coverage: %u indirect call sites: %u resolved to 1, %u to 2-10, %u to more, "
            "%u to none; %u not followed; %u edges cut at gateways\n",
            counts->indirect, counts->resolved_1, counts->resolved_few,
            counts->resolved_many + counts->resolved_crowd, counts->unresolved, counts->lost,
            counts->gateways);
}

static void print_engine_coverage(const QlEngineCounts *counts, FILE *out)
{
    fprintf(out,
            "coverage: %u lock operations, %u on an unidentified lock; %u lock classes\n"
            "coverage: %u functions walked, %u with a net effect on locks, %u ambiguous, "
            "%u cut short\n"
            "coverage: %u roots reach %u functions in %u contexts; %u calls not followed on paths "
            "of too many guesses\n",
            counts->lock_ops, counts->unidentified, counts->lock_classes, counts->walked,
            counts->with_effect, counts->ambiguous, counts->bounded, counts->roots, counts->reached,
            counts->contexts, counts->doubted);
}

static void print_coverage(const QlStoreSummary *tus, const QlEngine *engine, FILE *out)
{
    if (tus->state != QL_STORE_COMPLETE) {
        fputs("coverage: the index is not complete\n", out);
    }
    fprintf(out, "coverage: %u TUs: %u clean, %u with errors, %u failed\n", tus->tus, tus->clean,
            tus->errors, tus->failed);
    print_link_coverage(engine->program, out);
    print_engine_coverage(&engine->counts, out);
}

static gboolean print_findings(const QlCheckArgs *args, const GPtrArray *findings)
{
    QlReportOptions options = {.colour = isatty(STDOUT_FILENO) != 0, .full_path = args->full_path};

    if (ql_check_args_want_json(args)) {
        return ql_report_json(stdout, findings, &options);
    }
    return ql_report_text(stdout, findings, &options);
}

static int exit_code(const QlCheckArgs *args, const GPtrArray *findings,
                     const QlStoreSummary *summary)
{
    int limit = fail_severity(args->fail_on);

    for (guint i = 0; i < findings->len; i++) {
        const QlFinding *finding = findings->pdata[i];

        if ((int)finding->severity >= limit) {
            return QL_EXIT_FINDINGS;
        }
    }
    return summary->failed > 0 ? QL_EXIT_PARTIAL : QL_EXIT_OK;
}

static gboolean wants_notes(const QlCheckArgs *args)
{
    return args->all || fail_severity(args->fail_on) <= QL_SEVERITY_NOTE;
}

/* Takes out what is below the confidence asked for; returns how many that were. */
static guint hide_doubtful(const QlCheckArgs *args, GPtrArray *findings)
{
    guint before = findings->len;

    for (guint i = findings->len; i > 0 && !args->all; i--) {
        const QlFinding *finding = findings->pdata[i - 1];

        if (finding->confidence < args->min_confidence) {
            g_ptr_array_remove_index(findings, i - 1);
        }
    }
    return before - findings->len;
}

static void print_count(const GPtrArray *findings, guint hidden, FILE *out)
{
    fprintf(out, "%u finding%s", findings->len, findings->len == 1 ? "" : "s");
    if (hidden > 0) {
        fprintf(out, "; %u more of lower confidence (--all prints them)", hidden);
    }
    fputc('\n', out);
}

static int evaluate(const QlCheckArgs *args, const QlStoreSummary *tus, const QlEngine *engine)
{
    FILE *notes = ql_check_args_want_json(args) ? stderr : stdout;
    g_autoptr(GPtrArray) findings =
        ql_rules_evaluate(engine, (const char *const *)args->rules,
                          wants_notes(args) ? QL_SEVERITY_NOTE : QL_SEVERITY_WARNING);

    guint hidden = hide_doubtful(args, findings);

    if (!print_findings(args, findings)) {
        return ql_cli_close_output(QL_EXIT_ERROR);
    }
    print_count(findings, hidden, notes);
    print_coverage(tus, engine, notes);
    if (!wants_notes(args)) {
        fputs("coverage: notes were not looked for (--all or --fail-on note does)\n", notes);
    }
    return ql_cli_close_output(exit_code(args, findings, tus));
}

static int check(const QlCheckArgs *args, const QlLoaded *loaded)
{
    const char *const *rules = (const char *const *)args->rules;
    g_auto(GStrv) tracked = NULL;
    QlEngine *engine;
    GError *error = NULL;
    int code;

    if (!ql_rules_check_ids(loaded->annotations, rules, &error)) {
        return ql_cli_fail(error);
    }
    tracked = ql_rules_tracked(loaded->annotations, rules);
    if (!ql_rules_check_tracked((const char *const *)tracked, &error)) {
        return ql_cli_fail(error);
    }
    engine = ql_engine_new(loaded->program, loaded->annotations, (const char *const *)tracked);
    code = evaluate(args, &loaded->summary, engine);
    if (ql_cli_frees_memory()) {
        ql_engine_free(engine);
    }
    return code;
}

int ql_check_args_run(const QlCheckArgs *args)
{
    QlProgramArgs program = args->program;
    QlLoaded loaded;
    int code;

    program.warn_unmatched = TRUE;
    if (!ql_program_args_load(&program, &loaded)) {
        return QL_EXIT_ERROR;
    }
    code = check(args, &loaded);
    if (ql_cli_frees_memory()) {
        ql_loaded_clear(&loaded);
    }
    return code;
}
