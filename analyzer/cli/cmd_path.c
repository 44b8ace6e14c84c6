/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "path_batch.h"
#include "path_search.h"
#include "query_args.h"
#include <stdio.h>

static const char details[] =
    "Prints the shortest call path, or with --max the shortest ones, one line a hop as "
    "\"callees\"\n"
    "does. FROM, TO and F are selectors: NAME, NAME@PART-OF-PATH, a key, a pattern ('bdrv_*'),\n"
    "[MARK] (a mark or attribute: '[coroutine_fn]'), file:PATH, root:KIND (where a thread of that\n"
    "kind or something it runs later begins), /REGEX/, A:callers, A:callees, A:all-callers,\n"
    "A:all-callees, and A,B (or), A&B (and), !A (not), {A,B} (grouped).\n"
    "\n"
    "EXPR describes the path's functions one by one: selectors with blanks between them, \"...\"\n"
    "for any number of functions, (X|Y) for either, (X)* (X)+ (X)? for repetition.\n"
    "\n"
    "A line of a --batch FILE (\"-\": stdin) is \"FROM TO [HOPS [FIELD]]\": is there a path of at\n"
    "most HOPS hops (0: any number), one of them through FIELD? Each answer is one line of\n"
    "\"path\", \"none\" or \"unknown\", FROM, TO and the path, with tabs between them.\n"
    "\n"
    "--holding asks that each call of the path be made with the lock held, the first one, too: "
    "begin\n"
    "at a function that takes it, or is called with it. A root seldom holds one.\n"
    "\n"
    "docs/queries.md says more, with examples from QEMU.\n"
    "\n"
    "Exit codes: 0 there is a path; 1 there is none (with --batch: for some line); 2 the run\n"
    "failed, a selector means no function, or no call goes through what --via names.\n"
    "\n"
    "Examples:\n"
    "  qlockdep path main exit_handler\n"
    "  qlockdep path main exit_handler --max 5 --avoid 'error_*'\n"
    "  qlockdep path root:worker exit_handler --thread worker\n"
    "  qlockdep path takes_the_lock exit_handler --holding BQL\n"
    "  qlockdep path '[coroutine_fn] (![coroutine_fn])+ poll'";

/* Yen's algorithm keeps a candidate for each hop of each path. */
#define MAX_PATHS 1000

typedef struct PathArgs {
    QlQueryArgs query;
    char **through;
    char **avoid;
    char *via;
    char *batch;
    int max;
    gboolean likely;
    gboolean verbose;
} PathArgs;

static GOptionEntry *path_entries(PathArgs *args)
{
    const GOptionEntry entries[] = {
        {"max", 'n', 0, G_OPTION_ARG_INT, &args->max, "Print up to N paths (default: 1)", "N"},
        {"through", 0, 0, G_OPTION_ARG_STRING_ARRAY, &args->through,
         "Only paths through a function of F (repeatable: one after the other)", "F"},
        {"avoid", 0, 0, G_OPTION_ARG_STRING_ARRAY, &args->avoid,
         "No paths through a function of F (repeatable)", "F"},
        {"via", 0, 0, G_OPTION_ARG_STRING, &args->via,
         "Only paths with a call through this field, global or registrar", "FIELD"},
        {"likely", 0, 0, G_OPTION_ARG_NONE, &args->likely,
         "Prefer calls with few possible callees to short paths, as the checker does", NULL},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &args->verbose,
         "Also print other places of each call, marks, and why a call is not followed", NULL},
        {"dot", 0, 0, G_OPTION_ARG_NONE, &args->query.dot,
         "Print the calls as a graph for Graphviz", NULL},
        {"batch", 0, 0, G_OPTION_ARG_FILENAME, &args->batch, "Answer the questions in FILE",
         "FILE"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };

    return g_memdup2(entries, sizeof entries);
}

static void path_args_clear(PathArgs *args)
{
    ql_query_args_clear(&args->query);
    g_strfreev(args->through);
    g_strfreev(args->avoid);
    g_free(args->via);
    g_free(args->batch);
}

static gboolean are_valid(const PathArgs *args, int n_names)
{
    gboolean picky = args->through || args->avoid || args->via || args->likely;

    if (args->max < 1 || args->max > MAX_PATHS) {
        ql_cli_error("--max %d: must be from 1 to %d", args->max, MAX_PATHS);
    } else if (args->batch && (picky || args->max > 1 || args->verbose || args->query.dot)) {
        ql_cli_error("--batch: what is asked for stands in the file; of the options only --direct, "
                     "--deferred, --gateways, --thread and --holding apply to all of it");
    } else if (args->batch ? n_names > 0 : n_names == 0) {
        ql_cli_error("path: %s; see qlockdep path --help",
                     args->batch ? "too many arguments" : "an argument is missing");
    } else if (n_names == 1 && args->through) {
        ql_cli_error("--through: an expression names what the path goes through: 'A ... F ... B'");
    } else {
        return ql_query_args_are_valid(&args->query);
    }
    return FALSE;
}

/* ---- printing ---- */

static guint count_indirect(const GPtrArray *edges)
{
    guint count = 0;

    for (guint i = 0; i < edges->len; i++) {
        const QlCallEdge *edge = edges->pdata[i];

        count += edge->kind != QL_HOP_DIRECT && edge->kind != QL_HOP_CLEANUP;
    }
    return count;
}

/* Further calls between the same two functions. */
static void print_other_places(const QlCallGraph *graph, const QlCallEdge *edge)
{
    const GPtrArray *calls = graph->out[edge->caller->index];
    guint n = 0;

    for (guint i = 0; i < calls->len; i++) {
        const QlCallEdge *other = calls->pdata[i];

        if (other->callee == edge->callee && other->event != edge->event) {
            printf("%s%u", n++ ? ", " : "    also at line ", other->event->line);
        }
    }
    if (n) {
        putchar('\n');
    }
}

static void print_details(const QlCallGraph *graph, const QlCallEdge *edge)
{
    g_autoptr(GPtrArray) marks = ql_function_marks(graph->program, edge->callee);

    print_other_places(graph, edge);
    for (guint i = 0; i < marks->len; i++) {
        printf("%s%s%s", i ? ", " : "    marks of the callee: ", (const char *)marks->pdata[i],
               i + 1 == marks->len ? "\n" : "");
    }
    if (edge->gateway) {
        printf("    gateway: %s\n", edge->gateway->why);
    }
}

static void print_path(const QlCallGraph *graph, const QlFoundPath *path, guint number,
                       gboolean verbose)
{
    guint hops = path->edges->len;

    printf("%spath %u: %u hop%s, %u indirect\n", number > 1 ? "\n" : "", number, hops,
           hops == 1 ? "" : "s", count_indirect(path->edges));
    if (hops == 0) {
        printf("%s:%u: %s\n", ql_function_file(graph->program, path->first), path->first->def->line,
               ql_function_name(graph->program, path->first));
    }
    for (guint i = 0; i < hops; i++) {
        ql_cli_print_edge(graph->program, path->edges->pdata[i]);
        if (verbose) {
            print_details(graph, path->edges->pdata[i]);
        }
    }
}

static void print_paths_as_dot(const QlCallGraph *graph, const GPtrArray *paths)
{
    g_autoptr(GPtrArray) edges = g_ptr_array_new();

    for (guint i = 0; i < paths->len; i++) {
        g_ptr_array_extend(edges, ((const QlFoundPath *)paths->pdata[i])->edges, NULL, NULL);
    }
    ql_cli_print_dot(graph->program, edges);
}

static void print_paths(const PathArgs *args, const QlCallGraph *graph, const GPtrArray *paths)
{
    if (args->query.dot) {
        print_paths_as_dot(graph, paths);
        return;
    }
    for (guint i = 0; i < paths->len; i++) {
        print_path(graph, paths->pdata[i], i + 1, args->verbose);
    }
}

/* ---- what is asked for ---- */

static GPtrArray *select_each(const QlCallGraph *graph, char **texts)
{
    g_autoptr(GPtrArray) sets =
        g_ptr_array_new_with_free_func((GDestroyNotify)ql_function_set_free);

    for (guint i = 0; texts && texts[i]; i++) {
        QlFunctionSet *set = ql_cli_select(graph, texts[i]);

        if (!set) {
            return NULL;
        }
        g_ptr_array_add(sets, set);
    }
    return g_steal_pointer(&sets);
}

static QlPathExpr *expr_between(const PathArgs *args, const QlCallGraph *graph, char **names)
{
    g_autoptr(QlFunctionSet) from = ql_cli_select(graph, names[0]);
    g_autoptr(QlFunctionSet) to = from ? ql_cli_select(graph, names[1]) : NULL;
    g_autoptr(GPtrArray) through = to ? select_each(graph, args->through) : NULL;

    if (!through) {
        return NULL;
    }
    if (through->len > QL_MAX_POSITIONS / 2 - 2) {
        ql_cli_error("--through: at most %d of them", QL_MAX_POSITIONS / 2 - 2);
        return NULL;
    }
    return ql_path_expr_between(graph, from, through, to);
}

static QlPathExpr *expr_of_text(const QlCallGraph *graph, const char *text)
{
    GError *error = NULL;
    QlPathExpr *expr = ql_path_expr_parse(graph, text, &error);

    if (!expr) {
        ql_cli_fail(error);
    }
    return expr;
}

static QlPathExpr *read_question(const PathArgs *args, const QlCallGraph *graph, char **names)
{
    g_autoptr(QlPathExpr) expr =
        names[1] ? expr_between(args, graph, names) : expr_of_text(graph, names[0]);
    g_autoptr(GPtrArray) avoid = expr ? select_each(graph, args->avoid) : NULL;

    for (guint i = 0; avoid && i < avoid->len; i++) {
        ql_path_expr_avoid(expr, avoid->pdata[i]);
    }
    return avoid ? g_steal_pointer(&expr) : NULL;
}

static GPtrArray *search(const PathArgs *args, const QlCallGraph *graph, const QlPathExpr *expr,
                         guint max)
{
    const QlPathQuery query = {
        .graph = graph, .expr = expr, .via = args->via, .likely = args->likely};

    return ql_path_search(&query, max);
}

/* ---- why there is none ---- */

/* One question, and what to look for the answer in. */
typedef struct Question {
    const PathArgs *args;
    char **names;
    QlProgram *program;
    GHashTable *only;       /* calls possible on the thread, under the lock; NULL: all */
    QlCallGraph *graphs[3]; /* the first with a path answers; ends with NULL */
    const QlPathExpr *expr;
} Question;

/* What else to look at, and what to tell who finds a path there. */
typedef struct Hint {
    guint edges; /* QlGraphEdges added to those asked for */
    const char *text;
} Hint;

static const Hint hints[] = {
    {QL_GRAPH_INDIRECT, NULL},
    {QL_GRAPH_INDIRECT | QL_GRAPH_GATEWAYS,
     "there is one with a call that is not followed; --gateways shows all of it"},
    {QL_GRAPH_INDIRECT | QL_GRAPH_LATER,
     "there is one with something that runs later; --deferred shows all of it"},
    {QL_GRAPH_INDIRECT | QL_GRAPH_LATER | QL_GRAPH_GATEWAYS,
     "there is one with calls that are not followed and something that runs later; --gateways "
     "--deferred shows all of it"},
};

/* The options that a path was given up for. */
static char *options_in_the_way(const QlQueryArgs *args)
{
    g_autoptr(GPtrArray) options = g_ptr_array_new();

    if (args->direct) {
        g_ptr_array_add(options, "--direct");
    }
    if (args->thread) {
        g_ptr_array_add(options, "--thread");
    }
    if (args->holding) {
        g_ptr_array_add(options, "--holding");
    }
    g_ptr_array_add(options, NULL);
    return g_strjoinv(" and ", (char **)options->pdata);
}

/* What is wrong with a hop, or NULL. */
static char *objection(const Question *question, const QlCallEdge *edge)
{
    const QlQueryArgs *args = &question->args->query;
    gboolean named = ql_edge_is_named(edge);

    if (edge->gateway && edge->unfollowed) {
        return g_strdup_printf(": %s", edge->gateway->why);
    }
    if (edge->unfollowed || (args->direct && !named)) {
        return g_strdup("");
    }
    if (!ql_call_graph_is_possible(question->only, edge)) {
        return g_strdup_printf(": no such call%s%s%s%s", args->thread ? " on " : "",
                               args->thread ? args->thread : "", args->holding ? " with " : "",
                               args->holding ? args->holding : "");
    }
    return NULL;
}

/* The hop for which the path is none. */
static void print_reason(const Question *question, const QlFoundPath *path)
{
    const QlProgram *program = question->program;

    for (guint i = 0; i < path->edges->len; i++) {
        const QlCallEdge *edge = path->edges->pdata[i];
        g_autofree char *how = ql_cli_hop_text(program, edge);
        g_autofree char *why = objection(question, edge);

        if (why) {
            ql_cli_error("  %s:%u: %s -> %s%s%s%s%s", ql_function_file(program, edge->caller),
                         edge->event->line, ql_function_name(program, edge->caller),
                         ql_function_name(program, edge->callee), *how ? " [" : "", how,
                         *how ? "]" : "", why);
            return;
        }
    }
}

static gboolean try_hint(const Question *question, const Hint *hint)
{
    guint edges = ql_query_args_edges(&question->args->query);

    if ((edges | hint->edges) == edges && !question->only) {
        return FALSE;
    }
    g_autoptr(QlCallGraph) graph =
        ql_call_graph_new(question->program, edges | hint->edges | QL_GRAPH_PASSED, NULL);
    g_autoptr(GPtrArray) paths = search(question->args, graph, question->expr, 1);
    if (paths->len == 0) {
        return FALSE;
    }
    g_autofree char *options = options_in_the_way(&question->args->query);
    if (hint->text) {
        ql_cli_error("%s", hint->text);
    } else {
        ql_cli_error("there is one without %s", options);
    }
    print_reason(question, paths->pdata[0]);
    return TRUE;
}

static void explain_none(const Question *question)
{
    char **names = question->names;

    if (!names[1]) {
        ql_cli_error("no call path fits \"%s\"", names[0]);
    } else if (g_str_equal(names[0], names[1])) {
        ql_cli_error("no call path from \"%s\" back to itself", names[0]);
    } else {
        ql_cli_error("no call path from \"%s\" to \"%s\"", names[0], names[1]);
    }
    for (guint i = 0; i < G_N_ELEMENTS(hints); i++) {
        if (try_hint(question, &hints[i])) {
            return;
        }
    }
}

/* ---- the command ---- */

static gboolean print_what_fits(const Question *question, const QlCallGraph *graph)
{
    const PathArgs *args = question->args;
    g_autoptr(GPtrArray) paths = search(args, graph, question->expr, (guint)args->max);

    if (paths->len > 0) {
        print_paths(args, graph, paths);
    }
    return paths->len > 0;
}

static int answer(Question *question)
{
    g_autoptr(QlPathExpr) expr =
        read_question(question->args, question->graphs[0], question->names);

    if (!expr) {
        return QL_EXIT_ERROR;
    }
    question->expr = expr;
    for (guint i = 0; question->graphs[i]; i++) {
        if (print_what_fits(question, question->graphs[i])) {
            return ql_cli_close_output(QL_EXIT_OK);
        }
    }
    if (question->args->via && !ql_via_is_known(question->program, question->args->via)) {
        ql_cli_error("--via: no call goes through \"%s\"; give a Record.field, a global or a "
                     "registrar, as \"callees --indirect --deferred\" prints them in brackets",
                     question->args->via);
        return QL_EXIT_ERROR;
    }
    explain_none(question);
    return ql_cli_close_output(QL_EXIT_FINDINGS);
}

/*
 * A function on the way that calls what it was passed has those calls only if there is no path
 * without: else every user of an iterator would lead to what all others pass it.
 */
static int find_paths(const PathArgs *args, const QlLoaded *loaded, char **names)
{
    guint edges = ql_query_args_edges(&args->query);
    g_autoptr(GHashTable) only = NULL;

    if (!ql_query_args_filter(&args->query, loaded, &only)) {
        return QL_EXIT_ERROR;
    }
    g_autoptr(QlCallGraph) plain = ql_call_graph_new(loaded->program, edges, only);
    g_autoptr(QlCallGraph) wide =
        only || args->query.direct
            ? NULL
            : ql_call_graph_new(loaded->program, edges | QL_GRAPH_PASSED, NULL);
    Question question = {.args = args,
                         .names = names,
                         .program = loaded->program,
                         .only = only,
                         .graphs = {plain, wide, NULL}};

    return args->batch ? ql_path_batch(args->batch, question.graphs) : answer(&question);
}

int ql_cmd_path(int argc, char **argv)
{
    PathArgs args = {.max = 1};
    g_autofree GOptionEntry *index = ql_program_args_entries(&args.query.program);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args.query.program);
    g_autofree GOptionEntry *path = path_entries(&args);
    g_autofree GOptionEntry *query = ql_query_args_entries(&args.query);
    g_autofree GOptionEntry *options = ql_cli_join_options(path, query, index, annotations, NULL);
    const QlUsage usage = {
        "FROM TO | 'EXPR' | --batch FILE", "Shows shortest call paths.", details, options, 0, 2};
    QlLoaded loaded;
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && are_valid(&args, argc - 1) &&
        ql_program_args_load(&args.query.program, &loaded)) {
        code = find_paths(&args, &loaded, argv + 1);
        ql_loaded_clear(&loaded);
    }
    path_args_clear(&args);
    return code;
}
