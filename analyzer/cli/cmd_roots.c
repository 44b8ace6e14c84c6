/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "program_args.h"
#include "root_text.h"

#include <stdio.h>
#include <string.h>

static const char details[] =
    "A root is where something starts with its own stack: a thread's entry, or a function that a\n"
    "thread of some kind calls later. Prints one line a root, in the order of the source:\n"
    "\"file:line: function [thread kind] how it comes to run; what is held then\", and where it "
    "was\n"
    "registered or its thread created. FUNC is a name, a key (static functions: name@file) or\n"
    "name@part-of-path.\n"
    "\n"
    "Exit codes: 0 done, even if there are no roots; 2 the run failed, or there is no such "
    "function "
    "or\n"
    "thread kind.\n"
    "\n"
    "Examples:\n"
    "  qlockdep roots --thread worker\n"
    "  qlockdep roots notify@hw/pci";

typedef struct RootArgs {
    QlProgramArgs program;
    char *thread;
} RootArgs;

static int compare_roots(gconstpointer a, gconstpointer b, gpointer program)
{
    const QlRoot *x = *(QlRoot *const *)a;
    const QlRoot *y = *(QlRoot *const *)b;
    const QlStrings *strings = ((const QlProgram *)program)->strings;
    int order = ql_cli_compare_places(program, x->function, x->function->def->line, y->function,
                                      y->function->def->line);

    if (order == 0) {
        order =
            strcmp(ql_function_key(program, x->function), ql_function_key(program, y->function));
    }
    if (order == 0) {
        order = strcmp(x->thread->kind, y->thread->kind);
    }
    if (order == 0) {
        order = strcmp(ql_strings_get(strings, x->via), ql_strings_get(strings, y->via));
    }
    if (order == 0) {
        g_autofree char *x_holds = ql_cli_holds_text(x->holds, x->adds);
        g_autofree char *y_holds = ql_cli_holds_text(y->holds, y->adds);

        order = strcmp(x_holds, y_holds);
    }
    return order;
}

static const char *how(const QlProgram *program, const QlRoot *root)
{
    return root->kind == QL_ROOT_THREAD ? "thread entry"
                                        : ql_strings_get(program->strings, root->via);
}

static void print_root(const QlProgram *program, const QlRoot *root)
{
    g_autofree char *holds = ql_cli_holds_text(root->holds, root->adds);

    ql_cli_print_place(program, root->function, root->function->def->line);
    printf("%s [%s] %s; holds %s", ql_function_name(program, root->function), root->thread->kind,
           how(program, root), holds);
    if (root->registrar_site) {
        printf("; %s at %s:%u in %s", root->kind == QL_ROOT_THREAD ? "created" : "registered",
               ql_function_file(program, root->registrar_site), root->line,
               ql_function_name(program, root->registrar_site));
    }
    putchar('\n');
}

/* @functions NULL: all. */
static void print_roots(const QlProgram *program, const char *kind, const GPtrArray *functions)
{
    g_autoptr(GPtrArray) roots = ql_cli_sorted(program->roots, compare_roots, program);

    for (guint i = 0; i < roots->len; i++) {
        const QlRoot *root = roots->pdata[i];

        if (kind && !g_str_equal(root->thread->kind, kind)) {
            continue;
        }
        if (!functions || g_ptr_array_find((GPtrArray *)functions, root->function, NULL)) {
            print_root(program, root);
        }
    }
}

static gboolean is_kind(const QlProgram *program, const char *kind)
{
    for (guint i = 0; kind && i < program->threads->len; i++) {
        if (g_str_equal(((const QlThread *)program->threads->pdata[i])->kind, kind)) {
            return TRUE;
        }
    }
    if (kind) {
        ql_cli_error("no thread kind \"%s\"; \"qlockdep threads\" lists them", kind);
    }
    return !kind;
}

static int list_roots(const QlProgram *program, const RootArgs *args, const char *name)
{
    g_autoptr(GPtrArray) functions = NULL;

    if (!is_kind(program, args->thread)) {
        return QL_EXIT_ERROR;
    }
    if (name && !(functions = ql_cli_find_functions(program, name))) {
        return QL_EXIT_ERROR;
    }
    print_roots(program, args->thread, functions);
    return ql_cli_close_output(QL_EXIT_OK);
}

int ql_cmd_roots(int argc, char **argv)
{
    RootArgs args = {0};
    const GOptionEntry own[] = {{"thread", 't', 0, G_OPTION_ARG_STRING, &args.thread,
                                 "Only the roots that threads of this kind run", "KIND"},
                                {0}};
    g_autofree GOptionEntry *index = ql_program_args_entries(&args.program);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args.program);
    g_autofree GOptionEntry *options = ql_cli_join_options(own, index, annotations, NULL);
    const QlUsage usage = {
        "[FUNC]", "Lists where threads and callbacks start.", details, options, 0, 1};
    QlLoaded loaded;
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && ql_program_args_load(&args.program, &loaded)) {
        code = list_roots(loaded.program, &args, argc > 1 ? argv[1] : NULL);
        ql_loaded_clear(&loaded);
    }
    ql_program_args_clear(&args.program);
    g_free(args.thread);
    return code;
}
