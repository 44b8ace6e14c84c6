/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "fork_child.h"
#include "program_args.h"
#include "root_text.h"
#include "starters.h"

#include <stdio.h>
#include <string.h>

static const char details[] =
    "Prints, one line each: the calls that fork, with what becomes of the child as far as the\n"
    "function shows; the handlers that run at forks; the threads that exist before main starts,\n"
    "since constructors start them; and those that fork handlers start in the child.\n"
    "\n"
    "Exit codes: 0 done, even if nothing forks; 2 the run failed.\n"
    "\n"
    "Example:\n"
    "  qlockdep forks";

static void print_fate(guint fate)
{
    static const struct {
        QlChildFate bit;
        const char *text;
    } texts[] = {{QL_CHILD_EXECS, "replaces itself (exec)"},
                 {QL_CHILD_EXITS, "ends at once"},
                 {QL_CHILD_STOPS, "calls what never returns"},
                 {QL_CHILD_GOES_ON, "goes on"}};
    const char *separator = "the child ";

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (fate & texts[i].bit) {
            printf("%s%s", separator, texts[i].text);
            separator = ", or ";
        }
    }
    puts(fate ? "" : "what the child does is not known");
}

static void print_handlers(const QlProgram *program, const QlForkPoint *point)
{
    static const char *const names[] = {"prepare", "parent", "child"};
    const char *separator = "";

    for (guint i = 0; i < MIN(point->handlers->len, G_N_ELEMENTS(names)); i++) {
        const QlFunction *handler = point->handlers->pdata[i];

        if (handler) {
            printf("%s%s %s", separator, names[i], ql_function_name(program, handler));
            separator = ", ";
        }
    }
    putchar('\n');
}

static void print_point(const QlProgram *program, const QlForkPoint *point)
{
    if (point->op->kind == QL_FORK_EXEC || point->op->kind == QL_FORK_EXIT) {
        return;
    }
    ql_cli_print_place(program, point->site, point->event->line);
    printf("%s %s %s: ", ql_function_name(program, point->site),
           point->op->kind == QL_FORK_FORK ? "forks by" : "registers by", point->op->function);
    if (point->op->kind == QL_FORK_FORK) {
        print_fate(ql_fork_child_fate(program, point));
    } else {
        print_handlers(program, point);
    }
}

static int compare_points(gconstpointer a, gconstpointer b, gpointer program)
{
    const QlForkPoint *x = *(QlForkPoint *const *)a;
    const QlForkPoint *y = *(QlForkPoint *const *)b;

    return ql_cli_compare_places(program, x->site, x->event->line, y->site, y->event->line);
}

static void print_points(const QlProgram *program)
{
    g_autoptr(GPtrArray) points = ql_cli_sorted(program->forks, compare_points, program);

    for (guint i = 0; i < points->len; i++) {
        print_point(program, points->pdata[i]);
    }
}

/* "file:line: site starts "name" entry when: first -> … -> site" */
static void print_started(const QlProgram *program, const QlStarted *started, const char *when)
{
    const QlThreadCreation *creation = started->creation;
    const char *separator = " ";

    ql_cli_print_place(program, creation->site, creation->event->line);
    printf("%s starts", ql_function_name(program, creation->site));
    if (creation->name) {
        printf(" \"%s\"", ql_strings_get(program->strings, creation->name));
    }
    for (guint i = 0; i < creation->entries->len; i++) {
        printf("%s%s", separator, ql_function_name(program, creation->entries->pdata[i]));
        separator = ", ";
    }
    printf(" %s:", when);
    for (guint i = 0; i < started->path->len; i++) {
        printf("%s %s", i > 0 ? " ->" : "", ql_function_name(program, started->path->pdata[i]));
    }
    putchar('\n');
}

static void print_all_started(const QlProgram *program, QlFunction *function, const char *when)
{
    g_autoptr(GPtrArray) all = ql_threads_started(program, function);

    for (guint i = 0; i < all->len; i++) {
        print_started(program, all->pdata[i], when);
    }
}

static int compare_roots(gconstpointer a, gconstpointer b, gpointer program)
{
    const QlRoot *x = *(QlRoot *const *)a;
    const QlRoot *y = *(QlRoot *const *)b;
    int order = x->kind - y->kind;

    return order ? order
                 : strcmp(ql_function_key(program, x->function),
                          ql_function_key(program, y->function));
}

static gboolean runs_in_child(const QlProgram *program, const QlRoot *root)
{
    return root->kind == QL_ROOT_ATFORK &&
           g_str_equal(ql_strings_get(program->strings, root->via), "atfork child");
}

static void print_starters(const QlProgram *program)
{
    g_autoptr(GPtrArray) roots = ql_cli_sorted(program->roots, compare_roots, program);

    for (guint i = 0; i < roots->len; i++) {
        const QlRoot *root = roots->pdata[i];

        if (root->kind == QL_ROOT_CONSTRUCTOR) {
            print_all_started(program, root->function, "before main");
        } else if (runs_in_child(program, root)) {
            print_all_started(program, root->function, "in the child");
        }
    }
}

int ql_cmd_forks(int argc, char **argv)
{
    QlProgramArgs args = {0};
    g_autofree GOptionEntry *index = ql_program_args_entries(&args);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args);
    g_autofree GOptionEntry *options = ql_cli_join_options(index, annotations, NULL);
    const QlUsage usage = {
        "", "Shows where the process forks, and what exists then.", details, options, 0, 0};
    QlLoaded loaded;
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && ql_program_args_load(&args, &loaded)) {
        print_points(loaded.program);
        print_starters(loaded.program);
        code = ql_cli_close_output(QL_EXIT_OK);
        ql_loaded_clear(&loaded);
    }
    ql_program_args_clear(&args);
    return code;
}
