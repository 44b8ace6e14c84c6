/* SPDX-License-Identifier: Apache-2.0 */
#include "query_args.h"

#include "commands.h"
#include "engine_args.h"
#include "rules.h"

GOptionEntry *ql_query_args_entries(QlQueryArgs *args)
{
    const GOptionEntry entries[] = {
        {"direct", 0, 0, G_OPTION_ARG_NONE, &args->direct, "Only calls that name their callee",
         NULL},
        {"deferred", 0, 0, G_OPTION_ARG_NONE, &args->deferred,
         "Also registrations and thread creations: what will run later", NULL},
        {"gateways", 0, 0, G_OPTION_ARG_NONE, &args->gateways,
         "Also calls that annotations tell the checker not to follow", NULL},
        {"thread", 0, 0, G_OPTION_ARG_STRING, &args->thread,
         "Only calls that this kind of thread can make", "KIND"},
        {"holding", 0, 0, G_OPTION_ARG_STRING, &args->holding,
         "Only calls that are made with this lock class held, or where this fact is true", "LOCK"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };

    return g_memdup2(entries, sizeof entries);
}

void ql_query_args_clear(QlQueryArgs *args)
{
    ql_program_args_clear(&args->program);
    g_free(args->thread);
    g_free(args->holding);
}

gboolean ql_query_args_are_valid(const QlQueryArgs *args)
{
    gboolean filtered = args->thread || args->holding;

    if (filtered && (args->deferred || args->gateways)) {
        ql_cli_error("--%s goes with neither --deferred nor --gateways: what runs later has its "
                     "own thread and locks, and what is not followed is reached on none",
                     args->thread ? "thread" : "holding");
        return FALSE;
    }
    return TRUE;
}

guint ql_query_args_edges(const QlQueryArgs *args)
{
    guint edges = args->direct ? QL_GRAPH_DIRECT : QL_GRAPH_CALLS;

    return edges | (args->deferred ? QL_GRAPH_LATER : 0) | (args->gateways ? QL_GRAPH_GATEWAYS : 0);
}

/* ---- threads and locks ---- */

static int find_thread(const QlProgram *program, const char *kind)
{
    for (guint i = 0; i < program->threads->len; i++) {
        if (g_str_equal(((const QlThread *)program->threads->pdata[i])->kind, kind)) {
            return (int)i;
        }
    }
    return -1;
}

/* What the rules track, so that answers agree with "check", and the lock asked for first. */
static GPtrArray *tracked_names(const QlAnnotations *annotations, const char *holding)
{
    g_auto(GStrv) names = ql_rules_tracked(annotations, NULL);
    GPtrArray *tracked = g_ptr_array_new_with_free_func(g_free);

    if (holding) {
        g_ptr_array_add(tracked, g_strdup(holding));
    }
    for (guint i = 0; names[i] && tracked->len < QL_MAX_TRACKED; i++) {
        if (g_strcmp0(names[i], holding) != 0) {
            g_ptr_array_add(tracked, g_strdup(names[i]));
        }
    }
    g_ptr_array_add(tracked, NULL);
    return tracked;
}

static GHashTable *possible_calls(const QlQueryArgs *args, const QlLoaded *loaded, int thread)
{
    g_autoptr(GPtrArray) tracked = tracked_names(loaded->annotations, args->holding);
    QlEngine *engine =
        ql_engine_new(loaded->program, loaded->annotations, (const char *const *)tracked->pdata);
    int lock_class =
        args->holding ? ql_cli_find_lock(loaded->annotations, engine->classes, args->holding) : -1;
    GHashTable *calls = NULL;

    if (!args->holding || lock_class >= 0) {
        calls = ql_engine_calls(engine, thread, lock_class);
    }
    ql_engine_free(engine);
    return calls;
}

gboolean ql_query_args_filter(const QlQueryArgs *args, const QlLoaded *loaded, GHashTable **only)
{
    int thread = args->thread ? find_thread(loaded->program, args->thread) : -1;

    *only = NULL;
    if (!args->thread && !args->holding) {
        return TRUE;
    }
    if (args->thread && thread < 0) {
        ql_cli_error("no thread kind \"%s\"; qlockdep threads lists them", args->thread);
        return FALSE;
    }
    *only = possible_calls(args, loaded, thread);
    return *only != NULL;
}

QlFunctionSet *ql_cli_select(const QlCallGraph *graph, const char *text)
{
    GError *error = NULL;
    QlFunctionSet *set = ql_selector_parse(graph, text, &error);

    if (!set) {
        ql_cli_fail(error);
    }
    return set;
}
