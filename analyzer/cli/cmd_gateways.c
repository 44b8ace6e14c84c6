/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "engine_args.h"
#include "program_args.h"
#include "report_json.h"
#include <stdio.h>

static const char details[] =
    "Prints for each gateway of the annotations how many calls it cuts and to how many functions; "
    "how\n"
    "many functions are hidden: no thread or callback gets to them in any other way, so that no "
    "rule\n"
    "looks at them; why the calls are not followed; and what that loses. What is not hidden is "
    "looked\n"
    "at, but not under the locks of these callers. Last come the gateways that cut nothing here.\n"
    "\n"
    "Exit codes: 0 done; 2 the run failed.\n"
    "\n"
    "Examples:\n"
    "  qlockdep gateways\n"
    "  qlockdep gateways --sites | grep QEMUBH.cb";

typedef struct GatewaysArgs {
    QlProgramArgs program;
    gboolean sites;
    char *format;
} GatewaysArgs;

/* What one gateway does. */
typedef struct Cut {
    const QlGateway *gateway;
    GPtrArray *edges;    /* QlCallEdge*, by place */
    GHashTable *calls;   /* set of QlEvent* */
    GHashTable *targets; /* set of QlFunction* */
    guint hidden;
    GPtrArray *entrances; /* QlFunction*: those of the hidden that are cut off themselves */
} Cut;

static void cut_free(gpointer data)
{
    Cut *cut = data;
    g_ptr_array_unref(cut->edges);
    g_ptr_array_unref(cut->entrances);
    g_hash_table_destroy(cut->calls);
    g_hash_table_destroy(cut->targets);
    g_free(cut);
}

/* ---- what is cut ---- */

static Cut *cut_of(GPtrArray *cuts, GHashTable *index, const QlGateway *gateway)
{
    Cut *cut = g_hash_table_lookup(index, gateway);

    if (!cut) {
        cut = g_new0(Cut, 1);
        *cut = (Cut){.gateway = gateway,
                     .edges = g_ptr_array_new(),
                     .entrances = g_ptr_array_new(),
                     .calls = g_hash_table_new(NULL, NULL),
                     .targets = g_hash_table_new(NULL, NULL)};
        g_hash_table_insert(index, (gpointer)gateway, cut);
        g_ptr_array_add(cuts, cut);
    }
    return cut;
}

static void add_edges(GPtrArray *cuts, GHashTable *index, const GPtrArray *edges)
{
    for (guint i = 0; i < edges->len; i++) {
        const QlCallEdge *edge = edges->pdata[i];
        if (edge->gateway) {
            Cut *cut = cut_of(cuts, index, edge->gateway);
            g_ptr_array_add(cut->edges, edges->pdata[i]);
            g_hash_table_add(cut->calls, (gpointer)edge->event);
            g_hash_table_add(cut->targets, edge->callee);
        }
    }
}

/* Cut*: the annotations' gateways in their order, then those that linking made. */
static GPtrArray *find_cuts(const QlLoaded *loaded)
{
    const QlProgram *program = loaded->program;
    GPtrArray *cuts = g_ptr_array_new_with_free_func(cut_free);
    g_autoptr(GHashTable) index = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < loaded->annotations->gateways->len; i++) {
        cut_of(cuts, index, loaded->annotations->gateways->pdata[i]);
    }
    for (guint i = 0; i < program->functions->len; i++) {
        const QlFunction *function = program->functions->pdata[i];
        add_edges(cuts, index, function->calls);
        add_edges(cuts, index, function->unfollowed);
    }
    for (guint i = 0; i < cuts->len; i++) {
        Cut *cut = cuts->pdata[i];
        g_ptr_array_sort_with_data(cut->edges, ql_cli_compare_edges, (gpointer)program);
    }
    return cuts;
}

/* ---- what is hidden ---- */

static void reach(guint8 *reached, GPtrArray *work, QlFunction *function)
{
    if (!reached[function->index]) {
        reached[function->index] = TRUE;
        g_ptr_array_add(work, function);
    }
}

/* Adds what is reached from @work to @reached; returns how many functions are new. */
static guint spread(guint8 *reached, GPtrArray *work)
{
    guint n = 0;

    while (work->len) {
        const QlFunction *function = g_ptr_array_steal_index_fast(work, work->len - 1);
        n++;
        for (guint i = 0; i < function->calls->len; i++) {
            reach(reached, work, ((const QlCallEdge *)function->calls->pdata[i])->callee);
        }
    }
    return n;
}

static guint8 *reached_from_roots(const QlProgram *program)
{
    guint8 *reached = g_new0(guint8, MAX(program->functions->len, 1));
    g_autoptr(GPtrArray) work = g_ptr_array_new();

    for (guint i = 0; i < program->roots->len; i++) {
        reach(reached, work, ((const QlRoot *)program->roots->pdata[i])->function);
    }
    spread(reached, work);
    return reached;
}

/* Each gateway by itself, as if the others stayed. What some threads follow hides nothing. */
static void count_hidden(const QlProgram *program, const guint8 *reached, Cut *cut)
{
    g_autofree guint8 *seen = g_memdup2(reached, MAX(program->functions->len, 1));
    g_autoptr(GPtrArray) work = g_ptr_array_new();

    for (guint i = 0; i < cut->edges->len; i++) {
        const QlCallEdge *edge = cut->edges->pdata[i];
        if (reached[edge->caller->index] && !seen[edge->callee->index]) {
            reach(seen, work, edge->callee);
            g_ptr_array_add(cut->entrances, edge->callee);
        }
    }
    cut->hidden = spread(seen, work);
}

/* ---- output ---- */

static char *name_of(const Cut *cut)
{
    const QlGateway *gateway = cut->gateway;

    if (gateway->field) {
        return g_strdup_printf("field %s", gateway->field);
    }
    return gateway->function ? g_strdup_printf("function %s", gateway->function)
                             : g_strdup("affinity");
}

static void print_sites(const QlProgram *program, const Cut *cut)
{
    for (guint i = 0; i < cut->edges->len; i++) {
        ql_cli_print_edge(program, cut->edges->pdata[i]);
    }
}

static const char *plural(guint n)
{
    return n == 1 ? "" : "s";
}

static gboolean is_followed_on(const QlGateway *gateway, const QlThread *thread)
{
    return g_strv_contains((const char *const *)gateway->followed_on, thread->kind);
}

/* "; followed on …", or where it is not if these are fewer. */
static void print_threads(const QlProgram *program, const QlGateway *gateway)
{
    g_autoptr(GPtrArray) others = g_ptr_array_new();
    char **kinds = gateway->followed_on;
    g_autofree char *text = NULL;

    if (!kinds || !kinds[0]) {
        return;
    }
    for (guint i = 0; i < program->threads->len; i++) {
        const QlThread *thread = program->threads->pdata[i];
        if (!is_followed_on(gateway, thread)) {
            g_ptr_array_add(others, thread->kind);
        }
    }
    gboolean is_rule = others->len && others->len < g_strv_length(kinds);
    g_ptr_array_add(others, NULL);
    text = g_strjoinv(", ", is_rule ? (char **)others->pdata : kinds);
    printf("; %sfollowed on %s", is_rule ? "not " : "", text);
}

/* Names of hidden functions before "…". */
#define MAX_NAMES 3

static void print_hidden(const QlProgram *program, const Cut *cut)
{
    if (!cut->hidden) {
        return;
    }
    printf("; %u hidden:", cut->hidden);
    for (guint i = 0; i < cut->entrances->len && i < MAX_NAMES; i++) {
        printf("%s %s", i ? "," : "", ql_function_name(program, cut->entrances->pdata[i]));
    }
    fputs(cut->hidden > MIN(cut->entrances->len, MAX_NAMES) ? ", …" : "", stdout);
}

static void print_cut(const QlProgram *program, const Cut *cut)
{
    g_autofree char *name = name_of(cut);
    guint calls = g_hash_table_size(cut->calls);
    guint targets = g_hash_table_size(cut->targets);

    printf("%s (%s:%u): %u call%s to %u function%s", name, cut->gateway->at.file,
           cut->gateway->at.line, calls, plural(calls), targets, plural(targets));
    print_threads(program, cut->gateway);
    print_hidden(program, cut);
    putchar('\n');
}

static void print_reason(const QlGateway *gateway)
{
    printf("  why: %s\n  loses: %s\n", gateway->why ? gateway->why : "",
           gateway->loses ? gateway->loses : "");
}

/* Whether the next gateway that cuts something has the same reason: one entry of several names. */
static gboolean has_same_reason(const GPtrArray *cuts, guint i)
{
    const Cut *cut = cuts->pdata[i];

    for (i++; i < cuts->len; i++) {
        const Cut *next = cuts->pdata[i];
        if (next->edges->len) {
            return g_strcmp0(cut->gateway->why, next->gateway->why) == 0 &&
                   g_strcmp0(cut->gateway->loses, next->gateway->loses) == 0;
        }
    }
    return FALSE;
}

static void print_idle(const GPtrArray *cuts)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; i < cuts->len; i++) {
        const Cut *cut = cuts->pdata[i];
        if (!cut->edges->len) {
            g_autofree char *name = name_of(cut);
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", name);
        }
    }
    if (names->len) {
        printf("cut nothing here: %s\n", names->str);
    }
}

static void print_text(const QlProgram *program, const GPtrArray *cuts, gboolean sites)
{
    for (guint i = 0; i < cuts->len; i++) {
        const Cut *cut = cuts->pdata[i];
        if (sites) {
            print_sites(program, cut);
        } else if (cut->edges->len) {
            print_cut(program, cut);
            if (!has_same_reason(cuts, i)) {
                print_reason(cut->gateway);
            }
        }
    }
    if (!sites) {
        print_idle(cuts);
    }
}

static void print_json(const GPtrArray *cuts)
{
    for (guint i = 0; i < cuts->len; i++) {
        const Cut *cut = cuts->pdata[i];
        const QlGateway *gateway = cut->gateway;
        json_t *object = json_object();
        json_object_set_new(object, "field", ql_json_text(gateway->field));
        json_object_set_new(object, "function", ql_json_text(gateway->function));
        json_object_set_new(object, "why", ql_json_text(gateway->why));
        json_object_set_new(object, "loses", ql_json_text(gateway->loses));
        json_object_set_new(object, "followed_on", ql_json_texts(gateway->followed_on));
        json_object_set_new(object, "calls", json_integer(g_hash_table_size(cut->calls)));
        json_object_set_new(object, "edges", json_integer(cut->edges->len));
        json_object_set_new(object, "targets", json_integer(g_hash_table_size(cut->targets)));
        json_object_set_new(object, "hidden", json_integer(cut->hidden));
        json_dumpf(object, stdout, JSON_COMPACT);
        json_decref(object);
        putchar('\n');
    }
}

/* ---- the command ---- */

static int list(const GatewaysArgs *args, const QlLoaded *loaded)
{
    g_autoptr(GPtrArray) cuts = find_cuts(loaded);
    g_autofree guint8 *reached = reached_from_roots(loaded->program);

    for (guint i = 0; i < cuts->len; i++) {
        count_hidden(loaded->program, reached, cuts->pdata[i]);
    }
    if (g_strcmp0(args->format, "json") == 0) {
        print_json(cuts);
    } else {
        print_text(loaded->program, cuts, args->sites);
    }
    return ql_cli_close_output(QL_EXIT_OK);
}

int ql_cmd_gateways(int argc, char **argv)
{
    GatewaysArgs args = {0};
    const GOptionEntry own[] = {
        {"sites", 's', 0, G_OPTION_ARG_NONE, &args.sites, "Text: list the calls instead", NULL},
        {"format", 0, 0, G_OPTION_ARG_STRING, &args.format, "text (default) or json", "FORMAT"},
        {0}};
    g_autofree GOptionEntry *index = ql_program_args_entries(&args.program);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args.program);
    g_autofree GOptionEntry *options = ql_cli_join_options(own, index, annotations, NULL);
    const QlUsage usage = {
        "", "Lists the calls that are not followed, and what that may hide.", details, options, 0,
        0};
    QlLoaded loaded;
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && ql_cli_format_is_valid(args.format) &&
        ql_program_args_load(&args.program, &loaded)) {
        code = list(&args, &loaded);
        ql_loaded_clear(&loaded);
    }
    ql_program_args_clear(&args.program);
    g_free(args.format);
    return code;
}
