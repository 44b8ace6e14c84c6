/* SPDX-License-Identifier: Apache-2.0 */
/* Call edges in the language of Graphviz. */
#include "query_args.h"

#include <stdio.h>

/* Names of C have no quotes; those of files may. */
static void print_quoted(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') {
            putchar('\\');
        }
        putchar(*text);
    }
    putchar('"');
}

static int compare_functions(gconstpointer a, gconstpointer b)
{
    guint x = (*(QlFunction *const *)a)->index;
    guint y = (*(QlFunction *const *)b)->index;

    return (x > y) - (x < y);
}

static void print_nodes(const QlProgram *program, const GPtrArray *edges)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    g_autoptr(GPtrArray) functions = g_ptr_array_new();

    for (guint i = 0; i < edges->len; i++) {
        const QlCallEdge *edge = edges->pdata[i];

        if (g_hash_table_add(seen, edge->caller)) {
            g_ptr_array_add(functions, edge->caller);
        }
        if (g_hash_table_add(seen, edge->callee)) {
            g_ptr_array_add(functions, edge->callee);
        }
    }
    g_ptr_array_sort(functions, compare_functions);
    for (guint i = 0; i < functions->len; i++) {
        const QlFunction *function = functions->pdata[i];
        g_autofree char *where =
            g_strdup_printf("%s:%u", ql_function_file(program, function), function->def->line);

        printf("  n%u [label=", function->index);
        print_quoted(ql_function_name(program, function));
        fputs(", tooltip=", stdout);
        print_quoted(function->def->line ? where : "not in the index");
        fputs("];\n", stdout);
    }
}

void ql_cli_print_dot(const QlProgram *program, const GPtrArray *edges)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    fputs("digraph calls {\n  rankdir=LR;\n  node [shape=box];\n", stdout);
    print_nodes(program, edges);
    for (guint i = 0; i < edges->len; i++) {
        const QlCallEdge *edge = edges->pdata[i];
        g_autofree char *how = ql_cli_hop_text(program, edge);

        if (!g_hash_table_add(
                seen, g_strdup_printf("%u %u %s", edge->caller->index, edge->callee->index, how))) {
            continue;
        }
        printf("  n%u -> n%u", edge->caller->index, edge->callee->index);
        if (*how) {
            fputs(" [label=", stdout);
            print_quoted(how);
            fputs(edge->unfollowed ? ", style=dashed]" : "]", stdout);
        }
        fputs(";\n", stdout);
    }
    fputs("}\n", stdout);
}
