/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "query_args.h"
#include <stdio.h>

static const char details[] =
    "Prints one line a function, by key: \"file:line: name\", then its marks and attributes in\n"
    "brackets. SELECTOR is NAME, NAME@PART-OF-PATH, a key, a pattern ('bdrv_*'), [MARK],\n"
    "file:PATH, root:KIND, /REGEX/, A:callers, A:callees, A:all-callers, A:all-callees, and A,B "
    "(or), A&B\n"
    "(and), !A (not), {A,B} (grouped). Functions that are called but not defined in the index "
    "have\n"
    "no file. The options say which calls the operators A:callers, A:all-callees, ... go along.\n"
    "\n"
    "Exit codes: 0 done, even if there are none; 2 the run failed, or a part of SELECTOR means no\n"
    "function.\n"
    "\n"
    "Examples:\n"
    "  qlockdep functions '[coroutine_fn]&file:block'\n"
    "  qlockdep functions '!{[coroutine_fn]}&flush:all-callers&file:block'\n"
    "  qlockdep functions poll:callers --thread worker";

static void print_function(const QlCallGraph *graph, const QlFunction *function)
{
    g_autoptr(GPtrArray) marks = ql_function_marks(graph->program, function);

    if (ql_call_graph_defines(graph, function)) {
        printf("%s:%u: ", ql_function_file(graph->program, function), function->def->line);
    }
    fputs(ql_function_name(graph->program, function), stdout);
    for (guint i = 0; i < marks->len; i++) {
        printf("%s%s%s", i ? ", " : " [", (const char *)marks->pdata[i],
               i + 1 == marks->len ? "]" : "");
    }
    putchar('\n');
}

static int list_functions(const QlQueryArgs *args, const QlLoaded *loaded, const char *text)
{
    g_autoptr(GHashTable) only = NULL;

    if (!ql_query_args_filter(args, loaded, &only)) {
        return QL_EXIT_ERROR;
    }
    g_autoptr(QlCallGraph) graph =
        ql_call_graph_new(loaded->program, ql_query_args_edges(args), only);
    g_autoptr(QlFunctionSet) set = ql_cli_select(graph, text);
    if (!set) {
        return QL_EXIT_ERROR;
    }
    for (guint i = 0; i < set->n; i++) {
        if (set->has[i]) {
            print_function(graph, graph->functions->pdata[i]);
        }
    }
    return ql_cli_close_output(QL_EXIT_OK);
}

int ql_cmd_functions(int argc, char **argv)
{
    QlQueryArgs args = {0};
    g_autofree GOptionEntry *index = ql_program_args_entries(&args.program);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args.program);
    g_autofree GOptionEntry *query = ql_query_args_entries(&args);
    g_autofree GOptionEntry *options = ql_cli_join_options(query, index, annotations, NULL);
    const QlUsage usage = {
        "SELECTOR", "Lists the functions that a selector means.", details, options, 1, 1};
    QlLoaded loaded;
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && ql_query_args_are_valid(&args) &&
        ql_program_args_load(&args.program, &loaded)) {
        code = list_functions(&args, &loaded, argv[1]);
        ql_loaded_clear(&loaded);
    }
    ql_query_args_clear(&args);
    return code;
}
