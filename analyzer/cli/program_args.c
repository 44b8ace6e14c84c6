/* SPDX-License-Identifier: Apache-2.0 */
#include "program_args.h"

#include "commands.h"
#include "default_annotations.h"
#include "mentions.h"
#include <stdio.h>
#include <string.h>

void ql_program_args_clear(QlProgramArgs *args)
{
    g_free(args->database);
    g_free(args->executable);
    g_strfreev(args->annotations);
    g_free(args->source_root);
}

GOptionEntry *ql_program_args_entries(QlProgramArgs *args)
{
    const GOptionEntry entries[] = {
        {"db", 0, 0, G_OPTION_ARG_FILENAME, &args->database,
         "The index (default: " QL_DEFAULT_DATABASE ")", "DB"},
        {"executable", 0, 0, G_OPTION_ARG_FILENAME, &args->executable,
         "Which executable of the index (default: the only one)", "NAME"},
        {"partial", 0, 0, G_OPTION_ARG_NONE, &args->partial,
         "Accept a shard, or an index whose making has not finished", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };

    return g_memdup2(entries, sizeof entries);
}

GOptionEntry *ql_annotation_args_entries(QlProgramArgs *args)
{
    const GOptionEntry entries[] = {
        {"annotations", 'a', 0, G_OPTION_ARG_FILENAME_ARRAY, &args->annotations,
         "Add an annotation file, or all of a directory (repeatable)", "FILE"},
        {"no-default-annotations", 0, 0, G_OPTION_ARG_NONE, &args->no_defaults,
         "Leave out the annotations that come with the program", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };

    return g_memdup2(entries, sizeof entries);
}

GOptionEntry *ql_source_args_entries(QlProgramArgs *args)
{
    const GOptionEntry entries[] = {
        {"source-root", 0, 0, G_OPTION_ARG_FILENAME, &args->source_root,
         "The source tree: a name that is missing in the index, but not there, is only noted",
         "DIR"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };

    return g_memdup2(entries, sizeof entries);
}

/* What knows names: the index, and the source tree it was made of. */
typedef struct Names {
    QlProgram *program;
    const char *source_root;
} Names;

static gboolean name_exists(const char *name, gpointer names)
{
    return ql_program_has_name(((Names *)names)->program, name);
}

static int n_params(const char *name, gpointer names)
{
    return ql_program_param_count(((Names *)names)->program, name);
}

static GHashTable *mentions(const GPtrArray *missing, gpointer names)
{
    const char *root = ((Names *)names)->source_root;

    return root ? ql_mentions_find(root, missing) : NULL;
}

/* More warnings than these mean that the annotations are about another program. */
#define MAX_UNMATCHED 10

static void note_unmatched(const QlAnnotations *annotations, const QlNameOracle *oracle)
{
    g_autoptr(GPtrArray) unmatched = ql_annotations_unmatched(annotations, oracle);

    for (guint i = 0; i < unmatched->len; i++) {
        const QlUnmatched *one = unmatched->pdata[i];
        ql_cli_error("%s: %s", ql_severity_name(one->severity), one->message);
    }
}

static void warn_unmatched(const QlAnnotations *annotations, const QlNameOracle *oracle)
{
    g_autoptr(GPtrArray) unmatched = ql_annotations_unmatched(annotations, oracle);
    guint warnings = 0;

    for (guint i = 0; i < unmatched->len; i++) {
        const QlUnmatched *one = unmatched->pdata[i];

        if (one->severity < QL_SEVERITY_WARNING) {
            continue;
        }
        if (++warnings <= MAX_UNMATCHED) {
            ql_cli_error("%s: %s", ql_severity_name(one->severity), one->message);
        }
    }
    if (warnings > MAX_UNMATCHED) {
        ql_cli_error("warning: %u more names match nothing; are these annotations about this "
                     "program? --no-default-annotations leaves out those that come with qlockdep",
                     warnings - MAX_UNMATCHED);
    }
}

/* Which entries apply depends on the names in the program. */
static gboolean fit_annotations(const QlProgramArgs *args, QlLoaded *loaded, GError **error)
{
    Names names = {loaded->program, args->source_root};
    QlNameOracle oracle = {name_exists, n_params, mentions, &names};

    loaded->annotations = ql_annotations_new();
    if (!ql_load_annotations(loaded->annotations, args->no_defaults, args->annotations, error)) {
        return FALSE;
    }
    ql_annotations_select(loaded->annotations, &oracle);
    if (args->note_unmatched) {
        note_unmatched(loaded->annotations, &oracle);
    } else if (args->warn_unmatched) {
        warn_unmatched(loaded->annotations, &oracle);
    }
    return ql_annotations_check(loaded->annotations, error);
}

static gboolean load(const QlProgramArgs *args, QlStore *store, QlLoaded *loaded, GError **error)
{
    if (!ql_store_summary(store, &loaded->summary, error)) {
        return FALSE;
    }
    loaded->program = ql_program_load_facts(store, args->executable, error);
    if (!loaded->program || !fit_annotations(args, loaded, error)) {
        return FALSE;
    }
    loaded->program->refinements &= ~args->left_out;
    ql_program_resolve(loaded->program, loaded->annotations);
    return TRUE;
}

static gboolean source_root_is_valid(const char *root)
{
    if (!root || g_file_test(root, G_FILE_TEST_IS_DIR)) {
        return TRUE;
    }
    ql_cli_error("--source-root %s: not a directory; name the source tree", root);
    return FALSE;
}

gboolean ql_program_args_load(const QlProgramArgs *args, QlLoaded *loaded)
{
    const char *path = args->database ? args->database : QL_DEFAULT_DATABASE;
    g_autoptr(QlStore) store = NULL;
    GError *error = NULL;

    *loaded = (QlLoaded){0};
    if (source_root_is_valid(args->source_root)) {
        store = ql_cli_open_index(path, args->partial);
    }
    if (!store) {
        return FALSE;
    }
    if (load(args, store, loaded, &error)) {
        return TRUE;
    }
    ql_cli_fail(error);
    ql_loaded_clear(loaded);
    return FALSE;
}

void ql_loaded_clear(QlLoaded *loaded)
{
    g_clear_pointer(&loaded->program, ql_program_free);
    g_clear_pointer(&loaded->annotations, ql_annotations_free);
}

GPtrArray *ql_cli_find_functions(const QlProgram *program, const char *name)
{
    GPtrArray *found = ql_program_find(program, name);

    if (found->len > 0) {
        return found;
    }
    ql_cli_error("no function \"%s\" is defined in the index", name);
    g_ptr_array_unref(found);
    return NULL;
}

/* What stands before the via text; the other kinds' texts speak for themselves. */
static const char *hop_kind_text(guint8 kind)
{
    switch (kind) {
    case QL_HOP_FIELD: return "field ";
    case QL_HOP_GLOBAL: return "global ";
    case QL_HOP_CLEANUP: return "cleanup";
    default: return "";
    }
}

/* "on a or b"; empty if @kinds is. */
static char *on_threads(char **kinds)
{
    g_autofree char *joined = g_strjoinv(" or ", kinds);

    return *joined ? g_strdup_printf("on %s", joined) : g_strdup("");
}

/* Whether @function is registered, with the registrar of text @via (0: any), to run on @kind. */
static gboolean is_callback_root(const QlProgram *program, const QlFunction *function, QlSym via,
                                 const char *kind)
{
    for (guint i = 0; i < program->roots->len; i++) {
        const QlRoot *root = program->roots->pdata[i];

        if (root->function == function && root->kind == QL_ROOT_CALLBACK &&
            (!via || root->via == via) && g_str_equal(root->thread->kind, kind)) {
            return TRUE;
        }
    }
    return FALSE;
}

static char **kinds_with_root(const QlProgram *program, const QlCallEdge *edge, QlSym via)
{
    g_autoptr(GStrvBuilder) kinds = g_strv_builder_new();

    for (char **kind = edge->later->runs_on; *kind; kind++) {
        if (is_callback_root(program, edge->callee, via, *kind)) {
            g_strv_builder_add(kinds, *kind);
        }
    }
    return g_strv_builder_end(kinds);
}

/*
 * Of the kinds that a registrar's callbacks run on those that the callee of @edge does. A registrar
 * inside another has no roots of its own: then with whichever registrar; nor has one that is called
 * through a pointer: then all.
 */
static char **kinds_of_callback(const QlProgram *program, const QlCallEdge *edge)
{
    g_autofree char *text = g_strdup_printf("callback %s", edge->later->function);
    QlSym via = ql_strings_lookup(program->strings, text);
    g_auto(GStrv) own = via ? kinds_with_root(program, edge, via) : NULL;
    g_auto(GStrv) any = own && own[0] ? NULL : kinds_with_root(program, edge, 0);

    if (!any) {
        return g_steal_pointer(&own);
    }
    return any[0] ? g_steal_pointer(&any) : g_strdupv(edge->later->runs_on);
}

/* What a person has to know before taking the hop for a call that is always possible; or NULL. */
static char *hop_remark(const QlProgram *program, const QlCallEdge *edge)
{
    g_autofree char *where = NULL;

    if (edge->unfollowed == QL_UNFOLLOWED_GATEWAY) {
        return g_strdup("not followed: gateway");
    }
    if (edge->later && edge->later->runs_on && edge->later->runs_on[0]) {
        g_auto(GStrv) kinds = kinds_of_callback(program, edge);

        where = on_threads(kinds);
        return g_strdup_printf("later, %s", where);
    }
    if (edge->later || edge->unfollowed == QL_UNFOLLOWED_LATER) {
        const QlThread *thread = ql_program_thread_at(program, edge->callee);

        return thread ? g_strdup_printf("later, on %s", thread->kind) : g_strdup("later");
    }
    if (edge->unfollowed == QL_UNFOLLOWED_MENTION) {
        return g_strdup("mentioned");
    }
    if (edge->unfollowed == QL_UNFOLLOWED_PASSED) {
        return g_strdup("passed in");
    }
    if (edge->gateway) {
        where = on_threads(edge->gateway->followed_on);
        return g_strdup_printf("only %s", where);
    }
    return NULL;
}

char *ql_cli_hop_text(const QlProgram *program, const QlCallEdge *edge)
{
    GString *text = g_string_new(NULL);
    g_autofree char *remark = hop_remark(program, edge);

    if (edge->kind != QL_HOP_DIRECT) {
        g_string_append_printf(text, "%s%s", hop_kind_text(edge->kind),
                               ql_strings_get(program->strings, edge->via));
    }
    if (remark) {
        g_string_append_printf(text, "%s%s", text->len ? "; " : "", remark);
    }
    return g_string_free(text, FALSE);
}

void ql_cli_print_edge(const QlProgram *program, const QlCallEdge *edge)
{
    g_autofree char *how = ql_cli_hop_text(program, edge);

    printf("%s:%u: %s -> %s", ql_function_file(program, edge->caller), edge->event->line,
           ql_function_name(program, edge->caller), ql_function_name(program, edge->callee));
    if (*how) {
        printf(" [%s]", how);
    }
    if (edge->targets > 1) {
        printf(" (1 of %u)", edge->targets);
    }
    putchar('\n');
}

static int compare_numbers(guint32 a, guint32 b)
{
    return (a > b) - (a < b);
}

int ql_cli_compare_edges(gconstpointer a, gconstpointer b, gpointer program)
{
    const QlCallEdge *x = *(QlCallEdge *const *)a;
    const QlCallEdge *y = *(QlCallEdge *const *)b;
    int order = strcmp(ql_function_file(program, x->caller), ql_function_file(program, y->caller));

    if (order == 0) {
        order = compare_numbers(x->event->line, y->event->line);
    }
    if (order == 0) {
        order = compare_numbers(x->event->column, y->event->column);
    }
    if (order == 0) {
        order = compare_numbers(x->event->id, y->event->id);
    }
    if (order == 0) {
        order = strcmp(ql_function_key(program, x->caller), ql_function_key(program, y->caller));
    }
    if (order == 0) {
        order = strcmp(ql_function_key(program, x->callee), ql_function_key(program, y->callee));
    }
    return order;
}
