/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "engine_args.h"
#include "order_levels.h"
#include "report_json.h"
#include "reports.h"
#include "rules.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char details[] =
    "Prints the cycles that threads can close; then each lock that is taken while another is "
    "held,\n"
    "with a place and a thread where that happens; then the locks as a list, outermost first: who\n"
    "holds a lock of one level takes those of later levels only. Locks that are taken in both "
    "orders\n"
    "stand together. With LOCK: only what is about this one, with the paths.\n"
    "Asks about the locks of the rule lock-order and its limit for guesses, unless options say "
    "otherwise.\n"
    "\n"
    "Exit codes: 0 there is no cycle; 1 there are some; 2 the run failed.\n"
    "\n"
    "Examples:\n"
    "  qlockdep order\n"
    "  qlockdep order BQL\n"
    "  qlockdep order --format json | jq -r 'select(.type == \"edge\") | .from + \" \" + .to'";

typedef struct OrderArgs {
    QlProgramArgs program;
    gboolean all;
    gboolean witnesses;
    int max_targets; /* -1: as the rule */
    char *format;
    const char *lock; /* NULL: all */
} OrderArgs;

typedef struct Asked {
    const OrderArgs *args;
    const QlEngine *engine;
    const QlRule *rule; /* NULL: there is none */
    int lock;           /* the only class asked about; -1: all */
    QlOrder *order;
    gboolean json;
} Asked;

/* One way of an edge, and where it happens. */
typedef struct Shown {
    const QlOrderEdge *edge;
    const QlOrderWay *way;
    QlWitness *witness;
    double confidence;
    const QlStep *taken; /* where the first lock is taken; NULL: it is held from the start */
} Shown;

static const char *name_of(const Asked *asked, int lock_class)
{
    return ql_lock_classes_get(asked->engine->classes, (guint)lock_class)->name;
}

/* ---- what is asked about ---- */

static const QlRule *cycle_rule(const QlAnnotations *annotations)
{
    for (guint i = 0; i < annotations->rules->len; i++) {
        const QlRule *rule = annotations->rules->pdata[i];
        if (rule->pattern == QL_PATTERN_CYCLE) {
            return rule;
        }
    }
    return NULL;
}

static gboolean is_wanted(int lock_class, gpointer user)
{
    const Asked *asked = user;
    return asked->args->all || !asked->rule || lock_class == asked->lock ||
           ql_rules_concern(asked->engine, asked->rule, lock_class);
}

static guint max_doubt(const Asked *asked)
{
    if (asked->args->max_targets >= 0) {
        return ql_rules_doubt((guint)asked->args->max_targets);
    }
    return ql_rules_doubt(asked->rule ? asked->rule->max_targets : 0);
}

static gboolean is_asked(const Asked *asked, const QlOrderEdge *edge)
{
    return asked->lock < 0 || edge->from == asked->lock || edge->to == asked->lock;
}

/* ---- one edge ---- */

static gboolean holds(const QlStep *step, const char *lock)
{
    return g_strv_contains((const char *const *)step->held, lock);
}

/* The last step before which @lock is not held, and after which it is. */
static const QlStep *step_that_takes(const QlWitness *witness, const char *lock)
{
    const QlStep *found = NULL;

    for (guint i = 0; i + 1 < witness->steps->len; i++) {
        const QlStep *step = witness->steps->pdata[i];
        if (step->kind == QL_STEP_ACQUIRE && !holds(step, lock) &&
            holds(witness->steps->pdata[i + 1], lock)) {
            found = step;
        }
    }
    return found;
}

static QlStep *last_step(const QlWitness *witness)
{
    return witness->steps->pdata[witness->steps->len - 1];
}

static int compare_ways(gconstpointer a, gconstpointer b)
{
    return ql_order_compare_ways(*(gconstpointer const *)a, *(gconstpointer const *)b);
}

/* The ways of @edge, those of least doubt first: const QlOrderWay*. */
static GPtrArray *sorted_ways(const QlOrderEdge *edge)
{
    GPtrArray *ways = g_ptr_array_new();

    for (guint i = 0; i < edge->ways->len; i++) {
        g_ptr_array_add(ways, &g_array_index(edge->ways, QlOrderWay, i));
    }
    g_ptr_array_sort(ways, compare_ways);
    return ways;
}

/* The first of the ways that the search finds again. Taking the lock is not forbidden here. */
static void find_witness(const Asked *asked, const GPtrArray *ways, Shown *shown)
{
    for (guint i = 0; i < ways->len && !shown->witness; i++) {
        shown->witness =
            ql_order_witness(asked->order, shown->edge, ways->pdata[i], &shown->confidence);
        shown->way = shown->witness ? ways->pdata[i] : shown->way;
    }
    if (shown->witness) {
        QlStep *last = last_step(shown->witness);
        last->kind = last->kind == QL_STEP_VIOLATION ? QL_STEP_CALL : last->kind;
        shown->taken = step_that_takes(shown->witness, name_of(asked, shown->edge->from));
    }
}

/* Each path is a search of its own: not worth the time for those that nobody asked for. */
static gboolean wants_paths(const Asked *asked)
{
    return asked->lock >= 0 || asked->args->witnesses;
}

static Shown show_edge(const Asked *asked, const QlOrderEdge *edge)
{
    g_autoptr(GPtrArray) ways = sorted_ways(edge);
    Shown shown = {.edge = edge, .way = ways->pdata[0]};

    if (wants_paths(asked)) {
        find_witness(asked, ways, &shown);
    }
    return shown;
}

static void shown_clear(Shown *shown)
{
    g_clear_pointer(&shown->witness, ql_witness_free);
}

static const char *thread_of(const Asked *asked, const QlOrderWay *way)
{
    return ((const QlThread *)asked->engine->program->threads->pdata[way->thread])->kind;
}

/* The line of @function where it does something to @lock_class; else its first. */
static guint line_of(const QlEngine *engine, const QlFunction *function, int lock_class)
{
    const GArray *events = function->def->flow->events;

    for (guint i = 0; i < events->len; i++) {
        const QlEvent *event = &g_array_index(events, QlEvent, i);
        const QlOp *op = ql_lock_classes_op(engine->classes, event);
        if (op && op->lock == lock_class && (op->kind == QL_OP_ACQUIRE || op->kind == QL_OP_TRY)) {
            return event->line;
        }
    }
    return function->def->line;
}

/* "file:line: A -> B: f holds A, g takes B [thread]", with where f took it if a path tells */
static void print_edge(const Asked *asked, const Shown *shown)
{
    const QlProgram *program = asked->engine->program;
    const QlOrderEdge *edge = shown->edge;
    const QlFunction *violator = shown->way->violator;
    guint line = shown->witness ? last_step(shown->witness)->line
                                : line_of(asked->engine, violator, edge->to);

    printf("%s:%u: %s -> %s: ", ql_function_file(program, violator), line,
           name_of(asked, edge->from), name_of(asked, edge->to));
    if (shown->taken) {
        printf("%s takes the first at %s:%u", shown->taken->function, shown->taken->file,
               shown->taken->line);
    } else {
        printf("%s holds the first", ql_function_name(program, shown->way->holder));
    }
    printf(", %s takes the second [%s]\n", ql_function_name(program, violator),
           thread_of(asked, shown->way));
}

static gboolean print_path(const Asked *asked, const Shown *shown)
{
    QlReportOptions options = {.colour = isatty(STDOUT_FILENO) != 0};

    return !shown->witness || ql_report_witness(stdout, shown->witness, &options);
}

static json_t *new_object(const char *type)
{
    json_t *object = json_object();

    json_object_set_new(object, "type", ql_json_text(type));
    return object;
}

static gboolean print_object(json_t *object)
{
    gboolean written = json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(4)) == 0;

    json_decref(object);
    return written && putchar('\n') != EOF;
}

static gboolean print_edge_json(const Asked *asked, const Shown *shown)
{
    const QlProgram *program = asked->engine->program;
    json_t *object = new_object("edge");

    json_object_set_new(object, "from", ql_json_text(name_of(asked, shown->edge->from)));
    json_object_set_new(object, "to", ql_json_text(name_of(asked, shown->edge->to)));
    json_object_set_new(object, "thread", ql_json_text(thread_of(asked, shown->way)));
    json_object_set_new(object, "holder",
                        ql_json_text(ql_function_name(program, shown->way->holder)));
    json_object_set_new(object, "violator",
                        ql_json_text(ql_function_name(program, shown->way->violator)));
    if (shown->witness) {
        json_object_set_new(object, "confidence", ql_json_confidence(shown->confidence));
        json_object_set_new(object, "witness", ql_json_witness(shown->witness));
    }
    return print_object(object);
}

static gboolean print_edges(const Asked *asked)
{
    const GPtrArray *edges = ql_order_edges(asked->order);
    gboolean written = TRUE;

    for (guint i = 0; i < edges->len && written; i++) {
        if (is_asked(asked, edges->pdata[i])) {
            Shown shown = show_edge(asked, edges->pdata[i]);
            if (asked->json) {
                written = print_edge_json(asked, &shown);
            } else {
                print_edge(asked, &shown);
                written = print_path(asked, &shown);
            }
            shown_clear(&shown);
        }
    }
    return written;
}

/* ---- cycles ---- */

static gboolean is_asked_cycle(const Asked *asked, const GPtrArray *cycle)
{
    for (guint i = 0; i < cycle->len; i++) {
        if (is_asked(asked, cycle->pdata[i])) {
            return TRUE;
        }
    }
    return FALSE;
}

static void print_cycle(const Asked *asked, const GPtrArray *cycle)
{
    const QlOrderEdge *first = cycle->pdata[0];

    printf("cycle: %s", name_of(asked, first->from));
    for (guint i = 0; i < cycle->len; i++) {
        printf(" -> %s", name_of(asked, ((const QlOrderEdge *)cycle->pdata[i])->to));
    }
    putchar('\n');
}

static gboolean print_cycle_json(const Asked *asked, const GPtrArray *cycle)
{
    json_t *object = new_object("cycle");
    json_t *locks = json_array();

    for (guint i = 0; i < cycle->len; i++) {
        const QlOrderEdge *edge = cycle->pdata[i];
        json_array_append_new(locks, ql_json_text(name_of(asked, edge->from)));
    }
    json_object_set_new(object, "locks", locks);
    return print_object(object);
}

/* Prints the cycles asked about, of @cycles; returns how many those are. */
static guint print_cycles(const Asked *asked, const GPtrArray *cycles)
{
    guint n = 0;

    for (guint i = 0; i < cycles->len; i++) {
        if (!is_asked_cycle(asked, cycles->pdata[i])) {
            continue;
        }
        n++;
        if (asked->json) {
            print_cycle_json(asked, cycles->pdata[i]);
        } else {
            print_cycle(asked, cycles->pdata[i]);
        }
    }
    if (!asked->json && n == 0) {
        puts("no cycle that threads can close");
    }
    return n;
}

/* ---- the list ---- */

static void print_place(const Asked *asked, const QlOrderPlace *place)
{
    printf("%u: ", place->level);
    for (guint i = 0; i < place->classes->len; i++) {
        printf("%s%s", i ? ", " : "", name_of(asked, g_array_index(place->classes, int, i)));
    }
    puts(place->classes->len > 1 ? " (in both orders)" : "");
}

static gboolean print_place_json(const Asked *asked, const QlOrderPlace *place)
{
    json_t *object = new_object("place");
    json_t *locks = json_array();

    for (guint i = 0; i < place->classes->len; i++) {
        json_array_append_new(locks,
                              ql_json_text(name_of(asked, g_array_index(place->classes, int, i))));
    }
    json_object_set_new(object, "level", json_integer(place->level));
    json_object_set_new(object, "locks", locks);
    return print_object(object);
}

static void print_list(const Asked *asked)
{
    g_autoptr(GPtrArray) places =
        ql_order_places(asked->engine->classes, ql_order_edges(asked->order));

    if (!asked->json) {
        puts("order, outermost first:");
    }
    for (guint i = 0; i < places->len; i++) {
        if (asked->json) {
            print_place_json(asked, places->pdata[i]);
        } else {
            print_place(asked, places->pdata[i]);
        }
    }
}

/* ---- the command ---- */

static int print_order(const Asked *asked)
{
    g_autoptr(GPtrArray) cycles = ql_order_cycles(asked->order);
    guint n = print_cycles(asked, cycles);

    if (!print_edges(asked)) {
        return ql_cli_close_output(QL_EXIT_ERROR);
    }
    if (asked->lock < 0) {
        print_list(asked);
    }
    return ql_cli_close_output(n ? QL_EXIT_FINDINGS : QL_EXIT_OK);
}

static int ask(const OrderArgs *args, const QlLoaded *loaded, const QlEngine *engine)
{
    Asked asked = {.args = args,
                   .engine = engine,
                   .rule = cycle_rule(loaded->annotations),
                   .lock = -1,
                   .json = g_strcmp0(args->format, "json") == 0};
    int code;

    if (args->lock) {
        asked.lock = ql_cli_find_lock(loaded->annotations, engine->classes, args->lock);
        if (asked.lock < 0) {
            return QL_EXIT_ERROR;
        }
    }
    asked.order = ql_order_new(engine, is_wanted, &asked, max_doubt(&asked));
    code = print_order(&asked);
    ql_order_free(asked.order);
    return code;
}

static int run(const OrderArgs *args)
{
    QlLoaded loaded;
    QlEngine *engine;
    int code = QL_EXIT_ERROR;

    if (!ql_program_args_load(&args->program, &loaded)) {
        return code;
    }
    engine = ql_cli_engine_new(&loaded, NULL);
    if (engine) {
        code = ask(args, &loaded, engine);
        ql_engine_free(engine);
    }
    ql_loaded_clear(&loaded);
    return code;
}

static gboolean are_valid(const OrderArgs *args)
{
    if (args->max_targets < -1) {
        ql_cli_error("--max-targets %d: must be 0 (any number) or more", args->max_targets);
        return FALSE;
    }
    return ql_cli_format_is_valid(args->format);
}

int ql_cmd_order(int argc, char **argv)
{
    OrderArgs args = {.max_targets = -1};
    const GOptionEntry own[] = {
        {"all", 0, 0, G_OPTION_ARG_NONE, &args.all, "All locks, not only the rule's", NULL},
        {"max-targets", 0, 0, G_OPTION_ARG_INT, &args.max_targets,
         "Paths of at most so many guesses: the product of the targets of calls through pointers "
         "(0: any number)",
         "N"},
        {"witness", 0, 0, G_OPTION_ARG_NONE, &args.witnesses, "Text: print the paths", NULL},
        {"format", 0, 0, G_OPTION_ARG_STRING, &args.format, "text (default) or json", "FORMAT"},
        {0}};
    g_autofree GOptionEntry *index = ql_program_args_entries(&args.program);
    g_autofree GOptionEntry *annotations = ql_annotation_args_entries(&args.program);
    g_autofree GOptionEntry *options = ql_cli_join_options(own, index, annotations, NULL);
    const QlUsage usage = {
        "[LOCK]", "Shows which locks are taken inside which.", details, options, 0, 1};
    int code = QL_EXIT_ERROR;

    if (ql_cli_parse(&usage, &argc, &argv) && are_valid(&args)) {
        args.lock = argc > 1 ? argv[1] : NULL;
        code = run(&args);
    }
    ql_program_args_clear(&args.program);
    g_free(args.format);
    return code;
}
