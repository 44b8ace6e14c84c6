/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "program_args.h"
#include "root_text.h"

#include <stdio.h>
#include <string.h>

static const char details[] =
    "Prints each kind of thread with what such a thread holds, the functions where it starts, the\n"
    "calls that create it, and how many roots (\"qlockdep roots\") run there; then the creations\n"
    "whose entry is not known, and the kinds that do not occur in this program. A name with a '%'\n"
    "is the format it is made with.\n"
    "\n"
    "With --sites, one line for each call that creates a thread, in the order of the source:\n"
    "\"file:line: function creates \"name\" entry -> kind\".\n"
    "\n"
    "Exit codes: 0 done, even if there are no threads; 2 the run failed.\n"
    "\n"
    "Examples:\n"
    "  qlockdep threads\n"
    "  qlockdep threads --sites | grep vcpu";

/* ---- creations ---- */

static int compare_creations(gconstpointer a, gconstpointer b, gpointer program)
{
    const QlThreadCreation *x = *(QlThreadCreation *const *)a;
    const QlThreadCreation *y = *(QlThreadCreation *const *)b;
    int order = ql_cli_compare_places(program, x->site, x->event->line, y->site, y->event->line);

    return order ? order : (x->event->id > y->event->id) - (x->event->id < y->event->id);
}

static void print_site(const QlProgram *program, const QlThreadCreation *creation)
{
    ql_cli_print_place(program, creation->site, creation->event->line);
    printf("%s creates", ql_function_name(program, creation->site));
    if (creation->name) {
        printf(" \"%s\"", ql_strings_get(program->strings, creation->name));
    }
}

static void print_entries(const QlProgram *program, const QlThreadCreation *creation)
{
    const char *separator = " ";

    for (guint i = 0; i < creation->entries->len; i++) {
        const QlFunction *entry = creation->entries->pdata[i];
        const QlThread *thread = ql_program_thread_at(program, entry);

        printf("%s%s -> %s", separator, ql_function_name(program, entry),
               thread ? thread->kind : "?");
        separator = ", ";
    }
}

static void print_creation(const QlProgram *program, const QlThreadCreation *creation)
{
    print_site(program, creation);
    if (creation->inner || creation->forwards) {
        printf(" threads for others");
    } else if (creation->entries->len == 0) {
        printf(" a thread whose entry is not known");
    } else {
        print_entries(program, creation);
    }
    putchar('\n');
}

static void print_creations(const QlProgram *program)
{
    g_autoptr(GPtrArray) creations = ql_cli_sorted(program->creations, compare_creations, program);

    for (guint i = 0; i < creations->len; i++) {
        print_creation(program, creations->pdata[i]);
    }
}

/* ---- kinds ---- */

static guint count_roots(const QlProgram *program, const QlThread *thread)
{
    guint n = 0;

    for (guint i = 0; i < program->roots->len; i++) {
        n += ((const QlRoot *)program->roots->pdata[i])->thread == thread;
    }
    return n;
}

/* @creations: sorted. */
static void print_creators(const QlProgram *program, const GPtrArray *creations,
                           const QlFunction *entry)
{
    for (guint i = 0; i < creations->len; i++) {
        const QlThreadCreation *creation = creations->pdata[i];

        if (!creation->inner && !creation->forwards &&
            g_ptr_array_find(creation->entries, entry, NULL)) {
            print_site(program, creation);
            printf(" %s\n", ql_function_name(program, entry));
        }
    }
}

static int compare_entries(gconstpointer a, gconstpointer b, gpointer program)
{
    const QlRoot *x = *(QlRoot *const *)a;
    const QlRoot *y = *(QlRoot *const *)b;

    return ql_cli_compare_places(program, x->function, x->function->def->line, y->function,
                                 y->function->def->line);
}

/* @roots, @creations: sorted. */
static void print_kind(const QlProgram *program, const QlThread *thread, guint n_roots,
                       const GPtrArray *roots, const GPtrArray *creations)
{
    g_autofree char *entry_holds = ql_cli_holds_text(thread->entry_holds, NULL);
    g_autofree char *holds = ql_cli_holds_text(thread->holds, NULL);

    printf("%s: %s; holds %s at entry, %s in callbacks; %u root%s\n", thread->kind,
           thread->parallel ? "several at once" : "one at a time", entry_holds, holds, n_roots,
           n_roots == 1 ? "" : "s");
    for (guint i = 0; i < roots->len; i++) {
        const QlRoot *root = roots->pdata[i];

        if (root->kind == QL_ROOT_THREAD && root->thread == thread) {
            ql_cli_print_place(program, root->function, root->function->def->line);
            printf("%s starts at %s\n", thread->kind, ql_function_name(program, root->function));
            print_creators(program, creations, root->function);
        }
    }
}

/* @creations: sorted. */
static void print_unknown(const QlProgram *program, const GPtrArray *creations)
{
    for (guint i = 0; i < creations->len; i++) {
        const QlThreadCreation *creation = creations->pdata[i];

        if (!creation->inner && !creation->forwards && creation->entries->len == 0) {
            print_creation(program, creation);
        }
    }
}

static void print_kinds(const QlProgram *program)
{
    g_autoptr(GPtrArray) creations = ql_cli_sorted(program->creations, compare_creations, program);
    g_autoptr(GPtrArray) roots = ql_cli_sorted(program->roots, compare_entries, program);
    g_autoptr(GString) absent = g_string_new(NULL);

    for (guint i = 0; i < program->threads->len; i++) {
        const QlThread *thread = program->threads->pdata[i];
        guint n_roots = count_roots(program, thread);

        if (n_roots > 0) {
            print_kind(program, thread, n_roots, roots, creations);
        } else {
            g_string_append_printf(absent, " %s", thread->kind);
        }
    }
    print_unknown(program, creations);
    if (absent->len > 0) {
        printf("kinds that do not occur here:%s\n", absent->str);
    }
}

int ql_cmd_threads(int argc, char **argv)
{
    QlProgramArgs args = {0};
    gboolean sites = FALSE;
    const GOptionEntry own[] = {
        {"sites", 's', 0, G_OPTION_ARG_NONE, &sites, "List the calls that create threads", NULL},
        {0}};
    g_autofree GOptionEntry *index = ql_program_args_entries(&args);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args);
    g_autofree GOptionEntry *options = ql_cli_join_options(own, index, annotations, NULL);
    const QlUsage usage = {
        "", "Lists the threads: kinds, entries, who creates them.", details, options, 0, 0};
    QlLoaded loaded;
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && ql_program_args_load(&args, &loaded)) {
        if (sites) {
            print_creations(loaded.program);
        } else {
            print_kinds(loaded.program);
        }
        code = ql_cli_close_output(QL_EXIT_OK);
        ql_loaded_clear(&loaded);
    }
    ql_program_args_clear(&args);
    return code;
}
