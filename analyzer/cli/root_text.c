/* SPDX-License-Identifier: Apache-2.0 */
#include "root_text.h"

#include <stdio.h>
#include <string.h>

static void add_words(GString *out, char **words)
{
    for (guint i = 0; words && words[i]; i++) {
        g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "", words[i]);
    }
}

char *ql_cli_holds_text(char **holds, char **adds)
{
    GString *out = g_string_new(NULL);

    add_words(out, holds);
    add_words(out, adds);
    if (out->len == 0) {
        g_string_append(out, "nothing");
    }
    return g_string_free(out, FALSE);
}

void ql_cli_print_place(const QlProgram *program, const QlFunction *function, guint line)
{
    printf("%s:%u: ", ql_function_file(program, function), line);
}

int ql_cli_compare_places(const QlProgram *program, const QlFunction *a, guint a_line,
                          const QlFunction *b, guint b_line)
{
    int order = strcmp(ql_function_file(program, a), ql_function_file(program, b));

    if (order == 0) {
        order = (a_line > b_line) - (a_line < b_line);
    }
    return order;
}

GPtrArray *ql_cli_sorted(const GPtrArray *array, GCompareDataFunc compare, gconstpointer user)
{
    GPtrArray *sorted = g_ptr_array_sized_new(array->len);

    for (guint i = 0; i < array->len; i++) {
        g_ptr_array_add(sorted, array->pdata[i]);
    }
    g_ptr_array_sort_with_data(sorted, compare, (gpointer)user);
    return sorted;
}
