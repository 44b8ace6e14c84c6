/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "program_args.h"

static const char details[] = "Prints a call path with the fewest hops, one line a hop as "
                              "\"callees\" does; of several equally\n"
                              "short ones always the same.\n"
                              "\n"
                              "Exit codes: 0 there is a path; 1 there is none; 2 the run failed, "
                              "or there is no such function.\n"
                              "\n"
                              "Example:\n"
                              "  qlockdep path main exit_handler";

/* Breadth-first search from several functions at once. */
typedef struct Search {
    const QlProgram *program;
    const QlCallEdge **reached_by; /* one a function: the edge that first led there */
    gboolean *seen;
    GQueue frontier; /* QlFunction* */
} Search;

static void search_init(Search *search, const QlProgram *program, const GPtrArray *from)
{
    search->program = program;
    search->reached_by = g_new0(const QlCallEdge *, program->functions->len);
    search->seen = g_new0(gboolean, program->functions->len);
    g_queue_init(&search->frontier);
    for (guint i = 0; i < from->len; i++) {
        QlFunction *function = from->pdata[i];

        search->seen[function->index] = TRUE;
        g_queue_push_tail(&search->frontier, function);
    }
}

static void search_clear(Search *search)
{
    g_free(search->reached_by);
    g_free(search->seen);
    g_queue_clear(&search->frontier);
}

static void expand(Search *search, const QlFunction *function)
{
    g_autoptr(GPtrArray) edges = g_ptr_array_new();

    for (guint i = 0; i < function->calls->len; i++) {
        g_ptr_array_add(edges, function->calls->pdata[i]);
    }
    g_ptr_array_sort_with_data(edges, ql_cli_compare_edges, (gpointer)search->program);
    for (guint i = 0; i < edges->len; i++) {
        const QlCallEdge *edge = edges->pdata[i];

        if (search->seen[edge->callee->index]) {
            continue;
        }
        search->seen[edge->callee->index] = TRUE;
        search->reached_by[edge->callee->index] = edge;
        g_queue_push_tail(&search->frontier, edge->callee);
    }
}

static const QlFunction *search_run(Search *search, const GPtrArray *to)
{
    QlFunction *function;

    while ((function = g_queue_pop_head(&search->frontier))) {
        if (g_ptr_array_find((GPtrArray *)to, function, NULL)) {
            return function;
        }
        expand(search, function);
    }
    return NULL;
}

static void print_path(const Search *search, const QlFunction *end)
{
    g_autoptr(GPtrArray) edges = g_ptr_array_new();
    const QlCallEdge *edge;

    for (; (edge = search->reached_by[end->index]); end = edge->caller) {
        g_ptr_array_add(edges, (gpointer)edge);
    }
    for (guint i = edges->len; i > 0; i--) {
        ql_cli_print_edge(search->program, edges->pdata[i - 1]);
    }
}

static int find_path(const QlProgram *program, char **names)
{
    g_autoptr(GPtrArray) from = ql_cli_find_functions(program, names[0]);
    g_autoptr(GPtrArray) to = from ? ql_cli_find_functions(program, names[1]) : NULL;
    const QlFunction *end;
    Search search;

    if (!to) {
        return QL_EXIT_ERROR;
    }
    search_init(&search, program, from);
    end = search_run(&search, to);
    if (end) {
        print_path(&search, end);
    } else {
        ql_cli_error("no call path from \"%s\" to \"%s\"", names[0], names[1]);
    }
    search_clear(&search);
    return ql_cli_close_output(end ? QL_EXIT_OK : QL_EXIT_FINDINGS);
}

int ql_cmd_path(int argc, char **argv)
{
    QlProgramArgs args = {0};
    g_autofree GOptionEntry *index = ql_program_args_entries(&args);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args);
    g_autofree GOptionEntry *options = ql_cli_join_options(index, annotations, NULL);
    const QlUsage usage = {
        "FROM TO", "Shows a shortest call path between two functions.", details, options, 2, 2};
    QlLoaded loaded;
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && ql_program_args_load(&args, &loaded)) {
        code = find_path(loaded.program, argv + 1);
        ql_loaded_clear(&loaded);
    }
    ql_program_args_clear(&args);
    return code;
}
