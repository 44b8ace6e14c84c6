/* SPDX-License-Identifier: Apache-2.0 */
/* "callers" and "callees": the two directions of one question. */
#include "commands.h"
#include "program_args.h"

static const char details[] =
    "Prints one line a call: \"file:line: caller -> callee\", then in brackets how the callee was\n"
    "found if the call does not name it, and of how many possible ones it is one. FUNC is a name, "
    "a\n"
    "key (static functions: name@file) or name@part-of-path.\n"
    "\n"
    "Exit codes: 0 done, even if there are no calls; 2 the run failed, or there is no such "
    "function.\n"
    "\n"
    "Examples:\n"
    "  qlockdep callers main\n"
    "  qlockdep callees notify@hw/pci --db qlockdep.db";

static void print_edges(const QlProgram *program, const GPtrArray *functions, gboolean callers)
{
    g_autoptr(GPtrArray) edges = g_ptr_array_new();

    for (guint i = 0; i < functions->len; i++) {
        const QlFunction *function = functions->pdata[i];
        GPtrArray *own = callers ? function->callers : function->calls;

        for (guint j = 0; j < own->len; j++) {
            g_ptr_array_add(edges, own->pdata[j]);
        }
    }
    g_ptr_array_sort_with_data(edges, ql_cli_compare_edges, (gpointer)program);
    for (guint i = 0; i < edges->len; i++) {
        ql_cli_print_edge(program, edges->pdata[i]);
    }
}

static int list_calls(const QlProgramArgs *args, const char *name, gboolean callers)
{
    QlLoaded loaded;
    g_autoptr(GPtrArray) functions = NULL;

    if (!ql_program_args_load(args, &loaded)) {
        return QL_EXIT_ERROR;
    }
    functions = ql_cli_find_functions(loaded.program, name);
    if (functions) {
        print_edges(loaded.program, functions, callers);
    }
    ql_loaded_clear(&loaded);
    return functions ? ql_cli_close_output(QL_EXIT_OK) : QL_EXIT_ERROR;
}

static int run(int argc, char **argv, gboolean callers)
{
    QlProgramArgs args = {0};
    g_autofree GOptionEntry *index = ql_program_args_entries(&args);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args);
    g_autofree GOptionEntry *options = ql_cli_join_options(index, annotations, NULL);
    const QlUsage usage = {
        "FUNC",  callers ? "Lists the calls of a function." : "Lists the calls a function makes.",
        details, options,
        1,       1};
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv)) {
        code = list_calls(&args, argv[1], callers);
    }
    ql_program_args_clear(&args);
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
