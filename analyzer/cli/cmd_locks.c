/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "engine_args.h"
#include "lock_text.h"
#include "locks_below.h"
#include "query_args.h"
#include "report_json.h"
#include "requirements.h"
#include "root_text.h"
#include "rules.h"
#include <stdio.h>

static const char details[] =
    "Without FUNC: the functions after which a lock is held that was not before, or the other way\n"
    "round, and under which conditions, one a line. With FUNC: for each such function also what "
    "it\n"
    "requires, and which locks it may take and what it may wait for, itself or somewhere below, "
    "with\n"
    "the nearest place.\n"
    "\n"
    "Exit codes: 0 done, also if there is nothing to say; 2 the run failed.\n"
    "\n"
    "Examples:\n"
    "  qlockdep locks\n"
    "  qlockdep locks prepare_mmio_access\n"
    "  qlockdep locks vm_stop --max-targets 1 --paths";

/* Guesses on the way to a lock below, unless the user says otherwise. */
#define MAX_TARGETS 4

typedef struct LocksArgs {
    QlProgramArgs program;
    int max_targets;
    gboolean paths;
    char *format;
    const char *selector; /* NULL: all with an effect */
} LocksArgs;

typedef struct Asked {
    const LocksArgs *args;
    QlProgram *program;
    QlLockClasses *classes;
    QlSummaries *summaries;
    GArray *duties; /* QlDuty; NULL: not wanted */
    gboolean json;
} Asked;

/* ---- what a function does ---- */

static const char *name_of(const Asked *asked, int lock_class)
{
    return ql_lock_classes_get(asked->classes, (guint)lock_class)->name;
}

static gboolean has_effect(const QlSummary *summary)
{
    for (guint i = 0; summary && i < summary->outcomes->len; i++) {
        if (g_array_index(summary->outcomes, QlOutcome, i).n_effects) {
            return TRUE;
        }
    }
    return FALSE;
}

static QlLockWords words_of(const Asked *asked, const QlFunction *function)
{
    return (QlLockWords){asked->program, asked->classes, function};
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(*(char *const *)a, *(char *const *)b);
}

/* The ways to end, in words, sorted; of a function that only changes locks, those that do. */
static GPtrArray *outcome_texts(const Asked *asked, const QlFunction *function, gboolean all)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    const QlSummary *summary = ql_summaries_get(asked->summaries, function);
    const QlLockWords words = words_of(asked, function);
    gboolean changes = has_effect(summary);

    for (guint i = 0; summary && i < summary->outcomes->len; i++) {
        const QlOutcome *outcome = &g_array_index(summary->outcomes, QlOutcome, i);
        /* Conditions for nothing to happen matter only beside those for something. */
        if (outcome->n_effects || (all && (changes || outcome->result != QL_RETURN_UNKNOWN))) {
            g_ptr_array_add(texts, ql_cli_outcome_text(&words, outcome));
        }
    }
    g_ptr_array_sort(texts, compare_texts);
    return texts;
}

static GPtrArray *ambiguous_texts(const Asked *asked, const QlFunction *function)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    const QlSummary *summary = ql_summaries_get(asked->summaries, function);
    const QlLockWords words = words_of(asked, function);

    for (guint i = 0; summary && i < summary->ambiguous->len; i++) {
        g_ptr_array_add(texts,
                        ql_cli_lock_text(&words, g_array_index(summary->ambiguous, QlLockRef, i)));
    }
    g_ptr_array_sort(texts, compare_texts);
    return texts;
}

static char *duty_text(const Asked *asked, const QlDuty *duty)
{
    const char *lock = name_of(asked, duty->lock_class);
    const char *not_held = duty->without ? "not " : "";
    const char *some = duty->conditional ? ", under some condition" : "";

    switch (duty->source) {
    case QL_DUTY_ASSERTED:
        return g_strdup_printf("%s%s: asserted in line %u%s", not_held, lock, duty->event->line,
                               some);
    case QL_DUTY_DOCUMENTED: return g_strdup_printf("%s%s: its comment says so", not_held, lock);
    default:
        return g_strdup_printf("%s%s: %s:%u says so", not_held, lock, duty->entry->at.file,
                               duty->entry->at.line);
    }
}

static GPtrArray *duty_texts(const Asked *asked, const QlFunction *function)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; asked->duties && i < asked->duties->len; i++) {
        const QlDuty *duty = &g_array_index(asked->duties, QlDuty, i);
        if (duty->function == function) {
            g_ptr_array_add(texts, duty_text(asked, duty));
        }
    }
    return texts;
}

static QlBelowList *below_of(const Asked *asked, QlFunction *function)
{
    guint doubt = ql_rules_doubt((guint)asked->args->max_targets);

    return ql_locks_below(asked->classes, function, doubt);
}

/* "f -> g -> h": the functions from the one asked about to where it happens. */
static char *way_text(const Asked *asked, const QlBelow *below)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < below->hops->len; i++) {
        const QlCallEdge *edge = below->hops->pdata[i];
        g_autofree char *how = ql_cli_hop_text(asked->program, edge);
        g_string_append_printf(text, "%s%s", i ? " -> " : "",
                               ql_function_name(asked->program, edge->callee));
        if (*how) {
            g_string_append_printf(text, " [%s]", how);
        }
    }
    return g_string_free(text, FALSE);
}

/* Where it happens, and how far away that is. */
static char *end_text(const Asked *asked, const QlBelow *below)
{
    guint calls = below->hops->len;

    return calls ? g_strdup_printf("%s, %u call%s below",
                                   ql_function_name(asked->program, below->function), calls,
                                   calls == 1 ? "" : "s")
                 : g_strdup("");
}

/* ---- text ---- */

static void print_texts(const char *label, const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++) {
        printf("  %s%s\n", label, (const char *)texts->pdata[i]);
    }
}

static void print_below(const Asked *asked, QlFunction *function)
{
    QlBelowList *list = below_of(asked, function);
    const GPtrArray *all = ql_locks_below_all(list);

    for (guint i = 0; i < all->len; i++) {
        const QlBelow *below = all->pdata[i];
        g_autofree char *way = asked->args->paths ? way_text(asked, below) : end_text(asked, below);
        printf("  may %s %s: %s:%u%s%s\n", below->waits ? "wait for" : "take",
               name_of(asked, below->lock_class), ql_function_file(asked->program, below->function),
               below->event->line, *way ? ", " : "", way);
    }
    if (all->len == 0) {
        puts("  takes no lock and waits for nothing below");
    }
    ql_locks_below_free(list);
}

static void print_ends(const Asked *asked, const QlFunction *function)
{
    const QlSummary *summary = ql_summaries_get(asked->summaries, function);
    g_autoptr(GPtrArray) outcomes = outcome_texts(asked, function, TRUE);

    if (summary && !summary->outcomes->len) {
        puts("  never returns");
    } else if (!has_effect(summary)) {
        puts("  holds the same locks after it as before");
    }
    print_texts("", outcomes);
}

static void print_function(const Asked *asked, QlFunction *function)
{
    g_autoptr(GPtrArray) duties = duty_texts(asked, function);
    g_autoptr(GPtrArray) ambiguous = ambiguous_texts(asked, function);

    ql_cli_print_place(asked->program, function, function->def->line);
    puts(ql_function_name(asked->program, function));
    print_texts("requires ", duties);
    print_ends(asked, function);
    print_texts("cannot be told, counted as no change: ", ambiguous);
    if (g_hash_table_contains(asked->summaries->bounded, function)) {
        puts("  has too many paths: not all were walked");
    }
    print_below(asked, function);
}

static void print_line(const Asked *asked, const QlFunction *function)
{
    g_autoptr(GPtrArray) outcomes = outcome_texts(asked, function, FALSE);

    ql_cli_print_place(asked->program, function, function->def->line);
    printf("%s", ql_function_name(asked->program, function));
    for (guint i = 0; i < outcomes->len; i++) {
        printf("%s %s", i ? ";" : ":", (const char *)outcomes->pdata[i]);
    }
    putchar('\n');
}

/* ---- JSON ---- */

static json_t *texts_array(const GPtrArray *texts)
{
    json_t *array = json_array();

    for (guint i = 0; i < texts->len; i++) {
        json_array_append_new(array, ql_json_text(texts->pdata[i]));
    }
    return array;
}

static json_t *below_object(const Asked *asked, const QlBelow *below)
{
    json_t *object = json_object();
    json_t *calls = json_array();

    for (guint i = 0; i < below->hops->len; i++) {
        const QlCallEdge *edge = below->hops->pdata[i];
        json_array_append_new(calls, ql_json_text(ql_function_name(asked->program, edge->callee)));
    }
    json_object_set_new(object, "does", ql_json_text(below->waits ? "wait" : "take"));
    json_object_set_new(object, "lock", ql_json_text(name_of(asked, below->lock_class)));
    json_object_set_new(object, "file",
                        ql_json_text(ql_function_file(asked->program, below->function)));
    json_object_set_new(object, "line", json_integer(below->event->line));
    json_object_set_new(object, "calls", calls);
    return object;
}

static void set_below(const Asked *asked, QlFunction *function, json_t *object)
{
    QlBelowList *list = below_of(asked, function);
    const GPtrArray *all = ql_locks_below_all(list);
    json_t *array = json_array();

    for (guint i = 0; i < all->len; i++) {
        json_array_append_new(array, below_object(asked, all->pdata[i]));
    }
    json_object_set_new(object, "below", array);
    ql_locks_below_free(list);
}

static void print_object(const Asked *asked, QlFunction *function)
{
    json_t *object = json_object();
    g_autoptr(GPtrArray) outcomes = outcome_texts(asked, function, TRUE);
    g_autoptr(GPtrArray) ambiguous = ambiguous_texts(asked, function);
    g_autoptr(GPtrArray) duties = duty_texts(asked, function);

    json_object_set_new(object, "function",
                        ql_json_text(ql_function_name(asked->program, function)));
    json_object_set_new(object, "file", ql_json_text(ql_function_file(asked->program, function)));
    json_object_set_new(object, "line", json_integer(function->def->line));
    json_object_set_new(object, "outcomes", texts_array(outcomes));
    json_object_set_new(object, "ambiguous", texts_array(ambiguous));
    json_object_set_new(object, "bounded",
                        json_boolean(g_hash_table_contains(asked->summaries->bounded, function)));
    if (asked->args->selector) {
        json_object_set_new(object, "requires", texts_array(duties));
        set_below(asked, function, object);
    }
    json_dumpf(object, stdout, JSON_COMPACT);
    json_decref(object);
    putchar('\n');
}

/* ---- the command ---- */

static int compare_functions(gconstpointer a, gconstpointer b, gpointer program)
{
    const QlFunction *x = *(QlFunction *const *)a;
    const QlFunction *y = *(QlFunction *const *)b;
    int order = ql_cli_compare_places(program, x, x->def->line, y, y->def->line);

    return order ? order : g_strcmp0(ql_function_key(program, x), ql_function_key(program, y));
}

/* Those that @args ask about, sorted; NULL with a message if there are none. */
static GPtrArray *asked_functions(const Asked *asked)
{
    const GPtrArray *all = asked->program->functions;
    GPtrArray *functions;
    QlCallGraph *graph = NULL;
    QlFunctionSet *set = NULL;

    if (asked->args->selector) {
        graph = ql_call_graph_new(asked->program, QL_GRAPH_CALLS, NULL);
        set = ql_cli_select(graph, asked->args->selector);
    }
    functions = asked->args->selector && !set ? NULL : g_ptr_array_new();
    for (guint i = 0; functions && i < all->len; i++) {
        if (set ? set->has[i] : has_effect(ql_summaries_get(asked->summaries, all->pdata[i]))) {
            g_ptr_array_add(functions, all->pdata[i]);
        }
    }
    if (functions) {
        g_ptr_array_sort_with_data(functions, compare_functions, asked->program);
    }
    g_clear_pointer(&set, ql_function_set_free);
    g_clear_pointer(&graph, ql_call_graph_free);
    return functions;
}

static int print_all(const Asked *asked)
{
    g_autoptr(GPtrArray) functions = asked_functions(asked);

    if (!functions) {
        return QL_EXIT_ERROR;
    }
    for (guint i = 0; i < functions->len; i++) {
        if (asked->json) {
            print_object(asked, functions->pdata[i]);
        } else if (asked->args->selector) {
            print_function(asked, functions->pdata[i]);
        } else {
            print_line(asked, functions->pdata[i]);
        }
    }
    return ql_cli_close_output(QL_EXIT_OK);
}

static int run(const LocksArgs *args)
{
    QlLoaded loaded;
    Asked asked = {.args = args, .json = g_strcmp0(args->format, "json") == 0};
    int code;

    if (!ql_program_args_load(&args->program, &loaded)) {
        return QL_EXIT_ERROR;
    }
    asked.program = loaded.program;
    asked.classes = ql_lock_classes_new(loaded.program, loaded.annotations);
    asked.summaries = ql_summaries_new(loaded.program, asked.classes);
    if (args->selector) {
        asked.duties = ql_requirements_find(loaded.program, asked.classes, loaded.annotations);
    }
    code = print_all(&asked);
    g_clear_pointer(&asked.duties, g_array_unref);
    ql_summaries_free(asked.summaries);
    ql_lock_classes_free(asked.classes);
    ql_loaded_clear(&loaded);
    return code;
}

static gboolean are_valid(const LocksArgs *args)
{
    if (args->max_targets < 0) {
        ql_cli_error("--max-targets %d: must be 0 (any number) or more", args->max_targets);
        return FALSE;
    }
    return ql_cli_format_is_valid(args->format);
}

int ql_cmd_locks(int argc, char **argv)
{
    LocksArgs args = {.max_targets = MAX_TARGETS};
    const GOptionEntry own[] = {
        {"max-targets", 0, 0, G_OPTION_ARG_INT, &args.max_targets,
         "Look below through so many guesses at most: the product of the targets of calls through "
         "pointers (default 4, 0: any number)",
         "N"},
        {"paths", 0, 0, G_OPTION_ARG_NONE, &args.paths, "Text: print the calls to each place below",
         NULL},
        {"format", 0, 0, G_OPTION_ARG_STRING, &args.format, "text (default) or json", "FORMAT"},
        {0}};
    g_autofree GOptionEntry *index = ql_program_args_entries(&args.program);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args.program);
    g_autofree GOptionEntry *options = ql_cli_join_options(own, index, annotations, NULL);
    const QlUsage usage = {"[FUNC]", "Shows what functions do to locks.", details, options, 0, 1};
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && are_valid(&args)) {
        args.selector = argc > 1 ? argv[1] : NULL;
        code = run(&args);
    }
    ql_program_args_clear(&args.program);
    g_free(args.format);
    return code;
}
