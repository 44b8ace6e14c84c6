/* SPDX-License-Identifier: Apache-2.0 */
/* "callers" and "callees": the two directions of one question. */
#include "commands.h"
#include "path_search.h"
#include "query_args.h"
#include <stdio.h>

static const char details[] =
    "Prints one line a call: \"file:line: caller -> callee\", then in brackets how the callee was\n"
    "found if the call does not name it, and of how many possible ones it is one. FUNC is a\n"
    "selector: NAME, NAME@PART-OF-PATH, a key (static functions: name@file), a pattern "
    "('bdrv_*'),\n"
    "[MARK], file:PATH, and more (qlockdep path --help).\n"
    "\n"
    "With --depth also their callers (callees), indented below; each function is expanded once.\n"
    "\n"
    "Exit codes: 0 done, even if there are no calls; 2 the run failed, or there is no such "
    "function.\n"
    "\n"
    "Examples:\n"
    "  qlockdep callers main\n"
    "  qlockdep callers request_done --deferred\n"
    "  qlockdep callees notify@hw/pci --depth 2 --db qlockdep.db";

/* A tree deeper than this is no longer read by anybody. */
#define MAX_DEPTH 100

typedef struct CallArgs {
    QlQueryArgs query;
    gboolean indirect;
    gboolean references;
    gboolean external;
    int depth;
    gboolean callers; /* which of the two commands it is */
} CallArgs;

/* The calls below the functions asked for. */
typedef struct Tree {
    const CallArgs *args;
    const QlCallGraph *graph;
    guint *level; /* by function: least depth at which it stands, from 0; G_MAXUINT: nowhere */
    gboolean *expanded; /* by function */
    GPtrArray *edges;   /* those shown, in order: for --dot */
} Tree;

static GOptionEntry *call_entries(CallArgs *args)
{
    const GOptionEntry entries[] = {
        {"indirect", 0, 0, G_OPTION_ARG_NONE, &args->indirect,
         "Only calls through pointers, followed or not", NULL},
        {"references", 0, 0, G_OPTION_ARG_NONE, &args->references,
         "Also where a function is mentioned without being called", NULL},
        {"external", 0, 0, G_OPTION_ARG_NONE, &args->external,
         "Also calls of functions that are not in the index", NULL},
        {"depth", 0, 0, G_OPTION_ARG_INT, &args->depth, "Show a tree of this depth (default: 1)",
         "N"},
        {"dot", 0, 0, G_OPTION_ARG_NONE, &args->query.dot,
         "Print the calls as a graph for Graphviz", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };

    return g_memdup2(entries, sizeof entries);
}

static gboolean are_valid(const CallArgs *args)
{
    if (args->depth < 1 || args->depth > MAX_DEPTH) {
        ql_cli_error("--depth %d: must be from 1 to %d", args->depth, MAX_DEPTH);
        return FALSE;
    }
    if (args->indirect && args->query.direct) {
        ql_cli_error("--indirect and --direct exclude each other");
        return FALSE;
    }
    return ql_query_args_are_valid(&args->query);
}

static guint wanted_edges(const CallArgs *args)
{
    guint edges = ql_query_args_edges(&args->query);

    if (args->indirect) {
        edges = (edges & ~(guint)QL_GRAPH_DIRECT) | QL_GRAPH_PASSED | QL_GRAPH_GATEWAYS;
    }
    return edges | (args->references ? QL_GRAPH_REFERENCES : 0);
}

static const GPtrArray *edges_at(const Tree *tree, const QlFunction *function)
{
    return (tree->args->callers ? tree->graph->in : tree->graph->out)[function->index];
}

static const QlFunction *other_end(const Tree *tree, const QlCallEdge *edge)
{
    return tree->args->callers ? edge->caller : edge->callee;
}

static gboolean is_shown(const Tree *tree, const QlCallEdge *edge)
{
    gboolean named = ql_edge_is_named(edge);

    if (tree->args->indirect && named && edge->unfollowed == QL_UNFOLLOWED_GATEWAY) {
        return FALSE;
    }
    return tree->args->callers || tree->args->external ||
           ql_call_graph_defines(tree->graph, edge->callee);
}

/* A function is expanded where it stands least deep, so that the tree is complete to its depth. */
static void measure(Tree *tree, const QlFunctionSet *roots)
{
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = 0; i < roots->n; i++) {
        tree->level[i] = roots->has[i] ? 0 : G_MAXUINT;
        if (roots->has[i]) {
            g_array_append_val(todo, i);
        }
    }
    for (guint k = 0; k < todo->len; k++) {
        guint function = g_array_index(todo, guint, k);
        const GPtrArray *edges = edges_at(tree, tree->graph->functions->pdata[function]);

        for (guint i = 0; i < edges->len; i++) {
            guint next = other_end(tree, edges->pdata[i])->index;

            if (is_shown(tree, edges->pdata[i]) && tree->level[next] == G_MAXUINT) {
                tree->level[next] = tree->level[function] + 1;
                g_array_append_val(todo, next);
            }
        }
    }
}

static void print_line(const Tree *tree, const QlCallEdge *edge, guint depth)
{
    if (!tree->args->query.dot) {
        printf("%*s", (int)(2 * depth), "");
        ql_cli_print_edge(tree->graph->program, edge);
    }
    g_ptr_array_add(tree->edges, (gpointer)edge);
}

static void print_below(Tree *tree, const GPtrArray *edges, guint depth)
{
    for (guint i = 0; i < edges->len; i++) {
        const QlCallEdge *edge = edges->pdata[i];
        const QlFunction *next = other_end(tree, edge);

        if (!is_shown(tree, edge)) {
            continue;
        }
        print_line(tree, edge, depth);
        if (depth + 1 < (guint)tree->args->depth && !tree->expanded[next->index] &&
            tree->level[next->index] == depth + 1) {
            tree->expanded[next->index] = TRUE;
            print_below(tree, edges_at(tree, next), depth + 1);
        }
    }
}

static void print_tree(Tree *tree, const QlFunctionSet *roots)
{
    g_autoptr(GPtrArray) edges = g_ptr_array_new();

    measure(tree, roots);
    for (guint i = 0; i < roots->n; i++) {
        if (roots->has[i]) {
            const QlFunction *function = tree->graph->functions->pdata[i];

            tree->expanded[i] = TRUE;
            g_ptr_array_extend(edges, (GPtrArray *)edges_at(tree, function), NULL, NULL);
        }
    }
    g_ptr_array_sort_with_data(edges, ql_cli_compare_edges, tree->graph->program);
    print_below(tree, edges, 0);
    if (tree->args->query.dot) {
        ql_cli_print_dot(tree->graph->program, tree->edges);
    }
}

static void print_calls(const CallArgs *args, const QlCallGraph *graph, const QlFunctionSet *roots)
{
    Tree tree = {.args = args, .graph = graph};

    tree.level = g_new(guint, roots->n);
    tree.expanded = g_new0(gboolean, roots->n);
    tree.edges = g_ptr_array_new();
    print_tree(&tree, roots);
    g_ptr_array_unref(tree.edges);
    g_free(tree.expanded);
    g_free(tree.level);
}

static int list_calls(const CallArgs *args, const QlLoaded *loaded, const char *text)
{
    g_autoptr(GHashTable) only = NULL;

    if (!ql_query_args_filter(&args->query, loaded, &only)) {
        return QL_EXIT_ERROR;
    }
    g_autoptr(QlCallGraph) graph = ql_call_graph_new(loaded->program, wanted_edges(args), only);
    g_autoptr(QlFunctionSet) roots = ql_cli_select(graph, text);
    if (!roots) {
        return QL_EXIT_ERROR;
    }
    print_calls(args, graph, roots);
    return ql_cli_close_output(QL_EXIT_OK);
}

static int run(int argc, char **argv, gboolean callers)
{
    CallArgs args = {.depth = 1, .callers = callers};
    g_autofree GOptionEntry *index = ql_program_args_entries(&args.query.program);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args.query.program);
    g_autofree GOptionEntry *calls = call_entries(&args);
    g_autofree GOptionEntry *query = ql_query_args_entries(&args.query);
    g_autofree GOptionEntry *options = ql_cli_join_options(calls, query, index, annotations, NULL);
    const QlUsage usage = {
        "FUNC",  callers ? "Lists the calls of a function." : "Lists the calls a function makes.",
        details, options,
        1,       1};
    QlLoaded loaded;
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && are_valid(&args) &&
        ql_program_args_load(&args.query.program, &loaded)) {
        code = list_calls(&args, &loaded, argv[1]);
        ql_loaded_clear(&loaded);
    }
    ql_query_args_clear(&args.query);
    return code;
}

int ql_cmd_callers(int argc, char **argv)
{
    return run(argc, argv, TRUE);
}

int ql_cmd_callees(int argc, char **argv)
{
    return run(argc, argv, FALSE);
}
