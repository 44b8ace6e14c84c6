/* SPDX-License-Identifier: Apache-2.0 */
#include "path_batch.h"

#include "commands.h"
#include "program_args.h"
#include <stdio.h>
#include <string.h>

typedef struct Question {
    char **words; /* FROM TO [HOPS [VIA]] */
    guint max_hops;
    const char *via;
} Question;

typedef struct Tally {
    guint asked, found, none, unknown;
} Tally;

static char **words_of(const char *line)
{
    g_auto(GStrv) parts = g_strsplit_set(line, " \t\r", -1);
    GPtrArray *words = g_ptr_array_new();

    for (guint i = 0; parts[i] && parts[i][0] != '#'; i++) {
        if (parts[i][0]) {
            g_ptr_array_add(words, g_strdup(parts[i]));
        }
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

static gboolean parse_question(Question *question)
{
    guint n = g_strv_length(question->words);
    guint64 hops = 0;

    if (n < 2 || n > 4 ||
        (n > 2 && !g_ascii_string_to_unsigned(question->words[2], 10, 0, 1000, &hops, NULL))) {
        return FALSE;
    }
    question->max_hops = (guint)hops;
    question->via = n > 3 ? question->words[3] : NULL;
    return TRUE;
}

static void print_answer(const char *verdict, const Question *question, const char *text)
{
    printf("%s\t%s\t%s\t%s", verdict, question->words[0], question->words[1], text);
}

static void print_hops(const QlProgram *program, const GPtrArray *edges)
{
    for (guint i = 0; i < edges->len; i++) {
        const QlCallEdge *edge = edges->pdata[i];
        g_autofree char *how = ql_cli_hop_text(program, edge);

        printf("%s%s:%u: %s -> %s", i ? "; " : ": ", ql_function_file(program, edge->caller),
               edge->event->line, ql_function_name(program, edge->caller),
               ql_function_name(program, edge->callee));
        if (*how) {
            printf(" [%s]", how);
        }
    }
}

static gboolean search(const Question *question, const QlCallGraph *graph,
                       const QlFunctionSet *from, const QlFunctionSet *to)
{
    g_autoptr(QlPathExpr) expr = ql_path_expr_between(graph, from, NULL, to);
    const QlPathQuery query = {
        .graph = graph, .expr = expr, .via = question->via, .max_hops = question->max_hops};
    g_autoptr(GPtrArray) paths = ql_path_search(&query, 1);

    if (paths->len == 0) {
        return FALSE;
    }
    const QlFoundPath *path = paths->pdata[0];
    g_autofree char *text =
        g_strdup_printf("%u hop%s", path->edges->len, path->edges->len == 1 ? "" : "s");
    print_answer("path", question, text);
    print_hops(graph->program, path->edges);
    putchar('\n');
    return TRUE;
}

static void answer(const Question *question, QlCallGraph *const *graphs, Tally *tally)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(QlFunctionSet) from = ql_selector_parse(graphs[0], question->words[0], &error);
    g_autoptr(QlFunctionSet) to =
        from ? ql_selector_parse(graphs[0], question->words[1], &error) : NULL;

    if (!to) {
        print_answer("unknown", question, error->message);
        putchar('\n');
        tally->unknown++;
        return;
    }
    for (guint i = 0; graphs[i]; i++) {
        if (search(question, graphs[i], from, to)) {
            tally->found++;
            return;
        }
    }
    print_answer("none", question, "no path\n");
    tally->none++;
}

static int answer_lines(const char *file, char **lines, QlCallGraph *const *graphs)
{
    Tally tally = {0};

    for (guint i = 0; lines[i]; i++) {
        g_auto(GStrv) words = words_of(lines[i]);
        Question question = {.words = words};

        if (!words[0]) {
            continue;
        }
        if (!parse_question(&question)) {
            ql_cli_error("%s:%u: a line is \"FROM TO\", a number of hops up to 1000 if you like, "
                         "and then what some hop goes through",
                         file, i + 1);
            return QL_EXIT_ERROR;
        }
        tally.asked++;
        answer(&question, graphs, &tally);
    }
    printf("%u questions: %u with a path, %u without, %u with an unknown function\n", tally.asked,
           tally.found, tally.none, tally.unknown);
    return ql_cli_close_output(tally.found == tally.asked ? QL_EXIT_OK : QL_EXIT_FINDINGS);
}

int ql_path_batch(const char *file, QlCallGraph *const *graphs)
{
    g_autofree char *text = NULL;
    GError *error = NULL;

    if (!g_file_get_contents(g_str_equal(file, "-") ? "/dev/stdin" : file, &text, NULL, &error)) {
        return ql_cli_fail(error);
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    return answer_lines(file, lines, graphs);
}
