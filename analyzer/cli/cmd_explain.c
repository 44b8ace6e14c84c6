/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "engine_args.h"
#include "indirect_text.h"
#include "reports.h"
#include "rules.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char details[] =
    "FINDING is a fingerprint that \"check\" prints, or the beginning of one. Prints the finding "
    "with\n"
    "all hops of all its witnesses; why each call through a pointer and each start on a thread is\n"
    "believed; and what would make it false.\n"
    "\n"
    "Exit codes: 0 done; 1 there is no such finding (it may be repaired); 2 the run failed, or "
    "several\n"
    "findings begin so.\n"
    "\n"
    "Example:\n"
    "  qlockdep explain ff475538a83a7ab8";

typedef struct ExplainArgs {
    QlProgramArgs program;
    char **rules;
    const char *prefix;
} ExplainArgs;

/* ---- which finding ---- */

#define MIN_DIGITS 4

static gboolean is_prefix(const char *text)
{
    gsize length = strlen(text);

    if (length < MIN_DIGITS || strspn(text, "0123456789abcdef") != length) {
        ql_cli_error("\"%s\" is no fingerprint; give %d or more of the digits that qlockdep check "
                     "--all prints",
                     text, MIN_DIGITS);
        return FALSE;
    }
    return TRUE;
}

static GPtrArray *matching(const GPtrArray *findings, const char *prefix)
{
    GPtrArray *found = g_ptr_array_new();

    for (guint i = 0; i < findings->len; i++) {
        const QlFinding *finding = findings->pdata[i];
        if (g_str_has_prefix(finding->fingerprint, prefix)) {
            g_ptr_array_add(found, findings->pdata[i]);
        }
    }
    return found;
}

/* Findings of one fingerprint are variants of one rule: all are meant. */
static gboolean are_one(const GPtrArray *found)
{
    for (guint i = 1; i < found->len; i++) {
        const QlFinding *first = found->pdata[0];
        const QlFinding *other = found->pdata[i];
        if (!g_str_equal(first->fingerprint, other->fingerprint)) {
            ql_cli_error("several findings begin so: %s (%s), %s (%s)", first->fingerprint,
                         first->rule, other->fingerprint, other->rule);
            return FALSE;
        }
    }
    return TRUE;
}

/* ---- why a hop is believed ---- */

static gboolean is_at(const QlProgram *program, const QlStep *step, const QlFunction *caller,
                      guint line)
{
    return step->line == line && g_str_equal(ql_function_name(program, caller), step->function) &&
           g_str_equal(ql_function_file(program, caller), step->file);
}

static const QlFunction *target_called(const QlProgram *program, const GPtrArray *targets,
                                       const char *name)
{
    for (guint i = 0; i < targets->len; i++) {
        if (g_str_equal(ql_function_name(program, targets->pdata[i]), name)) {
            return targets->pdata[i];
        }
    }
    return NULL;
}

/* The call through a pointer that @step makes itself; NULL: it hands on the callee. */
static const QlIndirect *site_of(const QlProgram *program, const QlStep *step)
{
    for (guint i = 0; i < program->indirect->len; i++) {
        const QlIndirect *site = program->indirect->pdata[i];
        if (is_at(program, step, site->caller, site->event->line) &&
            target_called(program, site->targets, step->callee)) {
            return site;
        }
    }
    return NULL;
}

/* The call edge that @step takes, or NULL. */
static const QlCallEdge *edge_of(const QlProgram *program, const QlStep *step)
{
    g_autoptr(GPtrArray) callers = ql_program_find(program, step->function);

    for (guint i = 0; i < callers->len; i++) {
        const QlFunction *caller = callers->pdata[i];
        for (guint k = 0; k < caller->calls->len; k++) {
            const QlCallEdge *edge = caller->calls->pdata[k];
            if (is_at(program, step, caller, edge->event->line) &&
                g_str_equal(ql_function_name(program, edge->callee), step->callee)) {
                return edge;
            }
        }
    }
    return NULL;
}

static void print_stores(const QlProgram *program, const QlIndirect *site,
                         const QlFunction *function)
{
    g_autoptr(GArray) origins = ql_program_origins(program, site);

    for (guint i = 0; i < origins->len; i++) {
        const QlOrigin *origin = &g_array_index(origins, QlOrigin, i);
        if (origin->kind == QL_ORIGIN_FUNCTION && origin->function == function->index) {
            g_autofree char *text = ql_origin_text(program, origin);
            printf("    %s\n", text);
        }
    }
}

/* Names of other targets before "and N more". */
#define MAX_OTHERS 5

static void print_others(const QlProgram *program, const QlIndirect *site,
                         const QlFunction *function)
{
    guint others = site->targets->len - 1;
    guint printed = 0;

    for (guint i = 0; i < site->targets->len && printed < MAX_OTHERS; i++) {
        if (site->targets->pdata[i] != function) {
            printf("%s%s", printed++ ? ", " : "    it may call instead: ",
                   ql_function_name(program, site->targets->pdata[i]));
        }
    }
    if (others > printed) {
        printf(" and %u more", others - printed);
    }
    if (others) {
        putchar('\n');
    }
}

static void print_removed(const QlIndirect *site, const QlStep *step)
{
    guint n = site->removed ? site->removed->len : 0;

    if (n) {
        printf("    %u more %s stored there, but cannot be in this one: qlockdep resolve %s:%u\n",
               n, n == 1 ? "is" : "are", step->file, step->line);
    }
}

static void print_hop(const QlProgram *program, const QlStep *step)
{
    const QlIndirect *site = site_of(program, step);
    const QlCallEdge *edge = edge_of(program, step);

    printf("  %s:%u: %s calls %s through %s", step->file, step->line, step->function, step->callee,
           step->via);
    if (site) {
        const QlFunction *target = target_called(program, site->targets, step->callee);
        printf(site->targets->len > 1 ? ": 1 of %u\n" : ": nothing else\n", site->targets->len);
        print_stores(program, site, target);
        print_others(program, site, target);
        print_removed(site, step);
    } else if (edge && edge->targets > 1) {
        printf(": 1 of %u that are passed there\n", edge->targets);
    } else {
        puts(edge ? ": passed there" : "");
    }
}

static void print_root(const QlProgram *program, const QlStep *step, const char *thread)
{
    for (guint i = 0; i < program->roots->len; i++) {
        const QlRoot *root = program->roots->pdata[i];
        if (g_str_equal(root->thread->kind, thread) &&
            g_str_equal(ql_function_name(program, root->function), step->function) &&
            g_str_equal(ql_strings_get(program->strings, root->via), step->via) &&
            root->line == step->line) {
            printf("  %s:%u: %s starts on %s: %s", step->file, step->line, step->function, thread,
                   step->via);
            printf(root->registrar_site ? " in %s\n" : "\n",
                   root->registrar_site ? ql_function_name(program, root->registrar_site) : "");
            return;
        }
    }
}

/* Whether @step stands in a witness of @finding before number @witness, or before it there. */
static gboolean is_printed(const QlFinding *finding, guint witness, const QlStep *step)
{
    for (guint i = 0; i <= witness; i++) {
        const QlWitness *other = finding->witnesses->pdata[i];
        for (guint k = 0; k < other->steps->len; k++) {
            const QlStep *before = other->steps->pdata[k];
            if (before == step) {
                return FALSE;
            }
            if (before->kind == step->kind && before->line == step->line &&
                g_str_equal(before->file, step->file) &&
                g_str_equal(before->function, step->function) &&
                g_str_equal(before->callee, step->callee)) {
                return TRUE;
            }
        }
    }
    return FALSE;
}

static void print_reasons(const QlProgram *program, const QlFinding *finding)
{
    puts("why the starts and the calls through pointers are believed:");
    for (guint i = 0; i < finding->witnesses->len; i++) {
        const QlWitness *witness = finding->witnesses->pdata[i];
        for (guint k = 0; k < witness->steps->len; k++) {
            const QlStep *step = witness->steps->pdata[k];
            if (is_printed(finding, i, step)) {
                continue;
            }
            if (step->kind == QL_STEP_ROOT) {
                print_root(program, step, witness->thread);
            } else if (step->kind == QL_STEP_INDIRECT) {
                print_hop(program, step);
            }
        }
    }
}

/* ---- what would make it false ---- */

static guint targets_of(const QlProgram *program, const QlStep *step)
{
    const QlIndirect *site = site_of(program, step);
    const QlCallEdge *edge = site ? NULL : edge_of(program, step);

    return site ? site->targets->len : edge ? edge->targets : 1;
}

static void print_doubt(const QlProgram *program, const QlStep *step, const char *thread,
                        guint number)
{
    guint targets = step->kind == QL_STEP_INDIRECT ? targets_of(program, step) : 1;

    if (step->kind == QL_STEP_ROOT && !g_str_has_prefix(step->via, "thread ")) {
        printf("  witness %u: %s never runs on a thread of kind %s\n", number, step->function,
               thread);
    }
    if (step->kind == QL_STEP_NESTED) {
        printf("  witness %u: the event loop that %s runs in never has %s to run then\n", number,
               step->function, step->callee);
    }
    if (targets > 1) {
        printf("  witness %u: with this object, %s:%u calls another of its %u functions than %s\n",
               number, step->file, step->line, targets, step->callee);
    }
}

static void print_doubts(const QlProgram *program, const QlWitness *witness, guint number)
{
    for (guint i = 0; i < witness->steps->len; i++) {
        print_doubt(program, witness->steps->pdata[i], witness->thread, number);
    }
}

static void print_exceptions(const QlRule *rule)
{
    for (guint i = 0; i < rule->exceptions->len; i++) {
        const QlRuleException *exception = rule->exceptions->pdata[i];
        g_autofree char *functions = g_strjoinv(", ", exception->functions);
        printf("  it is like what the rule lets pass through %s: %s\n", functions, exception->why);
    }
}

static const QlRule *rule_of(const QlAnnotations *annotations, const QlFinding *finding)
{
    for (guint i = 0; i < annotations->rules->len; i++) {
        const QlRule *rule = annotations->rules->pdata[i];
        if (g_str_equal(rule->id, finding->rule)) {
            return rule;
        }
    }
    return NULL;
}

static void print_refutations(const QlLoaded *loaded, const QlFinding *finding)
{
    const QlRule *rule = rule_of(loaded->annotations, finding);

    puts(rule && rule->pattern == QL_PATTERN_CYCLE
             ? "it is false if for every witness of one pair of locks one of these is so:"
             : "it is false if for every witness one of these is so:");
    for (guint i = 0; i < finding->witnesses->len; i++) {
        print_doubts(loaded->program, finding->witnesses->pdata[i], i + 1);
    }
    puts("  a state or a value that the checker does not see keeps the path from being taken");
    if (finding->assumption) {
        printf("  it is not so that %s\n", finding->assumption);
    }
    if (rule) {
        print_exceptions(rule);
        printf("more: %s, \"When it is a false alarm\"\n", rule->page);
    }
}

/* ---- the command ---- */

static int print_findings(const QlLoaded *loaded, const GPtrArray *found)
{
    QlReportOptions options = {.colour = isatty(STDOUT_FILENO) != 0, .full_path = TRUE};

    if (!ql_report_text(stdout, found, &options)) {
        return ql_cli_close_output(QL_EXIT_ERROR);
    }
    for (guint i = 0; i < found->len; i++) {
        print_reasons(loaded->program, found->pdata[i]);
        print_refutations(loaded, found->pdata[i]);
    }
    return ql_cli_close_output(QL_EXIT_OK);
}

static int explain(const ExplainArgs *args, const QlLoaded *loaded, const QlEngine *engine)
{
    g_autoptr(GPtrArray) findings =
        ql_rules_evaluate(engine, (const char *const *)args->rules, QL_SEVERITY_NOTE);
    g_autoptr(GPtrArray) found = matching(findings, args->prefix);

    if (!found->len) {
        ql_cli_error("no finding has a fingerprint that begins with \"%s\"; qlockdep check --all "
                     "prints those of all",
                     args->prefix);
        return QL_EXIT_FINDINGS;
    }
    return are_one(found) ? print_findings(loaded, found) : QL_EXIT_ERROR;
}

static int run(const ExplainArgs *args)
{
    QlLoaded loaded;
    QlEngine *engine;
    GError *error = NULL;
    int code = QL_EXIT_ERROR;

    if (!ql_program_args_load(&args->program, &loaded)) {
        return code;
    }
    if (!ql_rules_check_ids(loaded.annotations, (const char *const *)args->rules, &error)) {
        ql_cli_fail(error);
    } else if ((engine = ql_cli_engine_new(&loaded, (const char *const *)args->rules))) {
        code = explain(args, &loaded, engine);
        ql_engine_free(engine);
    }
    ql_loaded_clear(&loaded);
    return code;
}

int ql_cmd_explain(int argc, char **argv)
{
    ExplainArgs args = {0};
    const GOptionEntry own[] = {{"rule", 0, 0, G_OPTION_ARG_STRING_ARRAY, &args.rules,
                                 "Evaluate only this rule (repeatable): faster", "ID"},
                                {0}};
    g_autofree GOptionEntry *index = ql_program_args_entries(&args.program);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args.program);
    g_autofree GOptionEntry *options = ql_cli_join_options(own, index, annotations, NULL);
    const QlUsage usage = {
        "FINDING", "Shows why a finding is believed, and what would make it false.",
        details,   options,
        1,         1};
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && is_prefix(argv[1])) {
        args.prefix = argv[1];
        code = run(&args);
    }
    ql_program_args_clear(&args.program);
    g_strfreev(args.rules);
    return code;
}
