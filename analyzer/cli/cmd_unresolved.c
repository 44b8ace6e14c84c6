/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "engine_args.h"
#include "indirect_text.h"
#include "program_args.h"
#include "root_text.h"
#include "rooted_path.h"
#include <stdio.h>
#include <string.h>

static const char details[] =
    "Lists the calls through pointers of which it is not known what they call although something\n"
    "is stored there; those that hide most come first: the number says how many functions may get\n"
    "to the call. --all also lists calls through pointers in which no TU of this build stores a\n"
    "function of its own, and stores of functions through pointers that are not followed.\n"
    "\n"
    "--stats prints a table instead: how many calls have how many targets, and how many functions\n"
    "each kind of thread reaches in \"check\". --without leaves out a refinement, to see what it\n"
    "does:\n"
    "  inherited  what a class keeps of its parent's methods is the parent's\n"
    "  container  a list of callbacks runs what was added to it, not to others\n"
    "  type       objects of a type hold the callbacks they are made with, not other types'\n"
    "  affinity   code that is not made for a kind of thread does not run there\n"
    "\n"
    "Exit codes: 0 done; 2 the run failed.\n"
    "\n"
    "Examples:\n"
    "  qlockdep unresolved\n"
    "  qlockdep unresolved --stats --without container";

typedef struct Options {
    QlProgramArgs program;
    gboolean all;
    gboolean stats;
    char **without;
} Options;

/* A site with the number of functions from which paths lead to it. */
typedef struct Hidden {
    const QlIndirect *site;
    guint callers;
} Hidden;

static void climb(GHashTable *seen, GQueue *work, QlFunction *function)
{
    if (g_hash_table_add(seen, function)) {
        g_queue_push_tail(work, function);
    }
}

static guint count_callers(QlFunction *start)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    GQueue work = G_QUEUE_INIT;
    QlFunction *function;

    climb(seen, &work, start);
    while ((function = g_queue_pop_head(&work))) {
        for (guint i = 0; i < function->callers->len; i++) {
            const QlCallEdge *edge = g_ptr_array_index(function->callers, i);
            climb(seen, &work, edge->caller);
        }
    }
    return g_hash_table_size(seen);
}

static int compare_hidden(gconstpointer a, gconstpointer b, gpointer program)
{
    const Hidden *x = a;
    const Hidden *y = b;
    int order = x->site->verdict != y->site->verdict
                    ? (x->site->verdict < y->site->verdict) - (x->site->verdict > y->site->verdict)
                    : (x->callers < y->callers) - (x->callers > y->callers);

    if (order == 0) {
        order = ql_cli_compare_places(program, x->site->caller, x->site->event->line,
                                      y->site->caller, y->site->event->line);
    }
    return order ? order
                 : (x->site->event->column > y->site->event->column) -
                       (x->site->event->column < y->site->event->column);
}

static void print_hidden(const QlProgram *program, const Hidden *hidden)
{
    const QlIndirect *site = hidden->site;
    g_autofree char *through = ql_indirect_through(program, site);
    g_autofree char *why = ql_verdict_text(program, site);

    ql_cli_print_place(program, site->caller, site->event->line);
    printf("%s calls through %s: %s (%u %s here)\n", ql_function_name(program, site->caller),
           through, why, hidden->callers, hidden->callers == 1 ? "function gets" : "functions get");
}

static void print_sites(const QlProgram *program, gboolean all)
{
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(Hidden));

    for (guint i = 0; i < program->indirect->len; i++) {
        const QlIndirect *site = g_ptr_array_index(program->indirect, i);
        if (site->verdict == QL_VERDICT_LOST || (all && !site->targets->len)) {
            Hidden hidden = {site, count_callers(site->caller)};
            g_array_append_val(list, hidden);
        }
    }
    g_array_sort_with_data(list, compare_hidden, (gpointer)program);
    for (guint i = 0; i < list->len; i++) {
        print_hidden(program, &g_array_index(list, Hidden, i));
    }
}

/* They may be many where links of lists and functions are kept in pointers to void. */
static void print_blind_stores(const QlProgram *program, gboolean all)
{
    g_autoptr(GArray) stores = g_array_new(FALSE, TRUE, sizeof(QlOrigin));

    ql_value_flow_blind_stores(program->flow, stores);
    for (guint i = 0; all && i < stores->len; i++) {
        const QlOrigin *store = &g_array_index(stores, QlOrigin, i);
        printf("%s:%u: %s stores what may be a function through a pointer that is not followed\n",
               ql_paths_display(ql_strings_get(program->strings, store->holder->file)), store->line,
               ql_strings_get(program->strings, store->holder->name));
    }
    if (stores->len) {
        printf("stores through pointers that are not followed, of what may be functions: %u%s\n",
               stores->len, all ? "" : " (--all lists them)");
    }
}

static void print_counts(const QlProgram *program)
{
    const QlLinkCounts *counts = &program->counts;
    guint none[QL_VERDICT_LOST + 1] = {0};

    for (guint i = 0; i < program->indirect->len; i++) {
        const QlIndirect *site = g_ptr_array_index(program->indirect, i);
        none[site->verdict]++;
    }
    printf("%u calls through pointers: %u with 1 target, %u with 2-10, %u with 11-50, %u with "
           "more\n",
           counts->indirect, counts->resolved_1, counts->resolved_few, counts->resolved_many,
           counts->resolved_crowd);
    printf("%u without: nothing is stored there %u, a library's %u, not followed %u\n",
           counts->unresolved, none[QL_VERDICT_NOTHING], none[QL_VERDICT_OUTSIDE],
           none[QL_VERDICT_LOST]);
}

static void print_removals(const QlProgram *program)
{
    guint removed[QL_REFINE_LAST + 1] = {0};

    for (guint i = 0; i < program->indirect->len; i++) {
        const QlIndirect *site = g_ptr_array_index(program->indirect, i);
        for (guint k = 0; site->removed && k < site->removed->len; k++) {
            removed[g_array_index(site->removed, QlRemoved, k).reason]++;
        }
    }
    for (guint i = 0; i < QL_REFINE_AFFINITY; i++) {
        printf("%s removes %u targets\n", ql_refinement_name(i), removed[i]);
    }
}

static void print_reach(const QlEngine *engine)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < engine->program->threads->len; i++) {
        const QlThread *thread = g_ptr_array_index(engine->program->threads, i);
        guint reached =
            g_hash_table_add(seen, thread->kind) ? ql_engine_reach(engine, thread->kind) : 0;
        if (reached) {
            printf("%s reaches %u functions\n", thread->kind, reached);
        }
    }
}

static void list(const QlLoaded *loaded, const Options *options)
{
    print_sites(loaded->program, options->all);
    print_blind_stores(loaded->program, options->all);
    print_counts(loaded->program);
}

static gboolean print_stats(const QlLoaded *loaded)
{
    QlEngine *engine = ql_cli_engine_new(loaded, NULL);

    if (!engine) {
        return FALSE;
    }
    print_counts(loaded->program);
    print_removals(loaded->program);
    print_reach(engine);
    ql_engine_free(engine);
    return TRUE;
}

static int report(const QlLoaded *loaded, const Options *options)
{
    if (options->stats && !print_stats(loaded)) {
        return QL_EXIT_ERROR;
    }
    if (!options->stats) {
        list(loaded, options);
    }
    return ql_cli_close_output(QL_EXIT_OK);
}

/* The bit of refinement @name; 0 with a message if there is none. */
static guint32 refinement_bit(const char *name)
{
    for (guint i = 0; i <= QL_REFINE_LAST; i++) {
        if (g_str_equal(ql_refinement_name(i), name)) {
            return 1u << i;
        }
    }
    ql_cli_error("there is no refinement \"%s\"; see \"qlockdep unresolved --help\"", name);
    return 0;
}

static gboolean leave_out(Options *options)
{
    for (char **name = options->without; name && *name; name++) {
        guint32 bit = refinement_bit(*name);
        if (!bit) {
            return FALSE;
        }
        options->program.left_out |= bit;
    }
    return TRUE;
}

int ql_cmd_unresolved(int argc, char **argv)
{
    Options options = {.all = FALSE};
    const GOptionEntry own[] = {
        {"all", 0, 0, G_OPTION_ARG_NONE, &options.all,
         "Also list calls to which no TU stores a function", NULL},
        {"stats", 0, 0, G_OPTION_ARG_NONE, &options.stats, "Print a table instead", NULL},
        {"without", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.without,
         "Leave out this refinement (repeatable)", "NAME"},
        {0},
    };
    g_autofree GOptionEntry *index = ql_program_args_entries(&options.program);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&options.program);
    g_autofree GOptionEntry *all = ql_cli_join_options(index, annotations, own, NULL);
    const QlUsage usage = {
        "", "Lists calls through pointers that are not understood.", details, all, 0, 0};
    QlLoaded loaded;
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && leave_out(&options) &&
        ql_program_args_load(&options.program, &loaded)) {
        code = report(&loaded, &options);
        ql_loaded_clear(&loaded);
    }
    g_strfreev(options.without);
    ql_program_args_clear(&options.program);
    return code;
}
