/* SPDX-License-Identifier: Apache-2.0 */
#include "program.h"
#include "affinity.h"
#include "forks.h"
#include "object_key.h"
#include "program_load.h"
#include "resolve.h"
#include "rooted_path.h"
#include "threads.h"
#include <string.h>

G_DEFINE_QUARK(ql - link - error - quark, ql_link_error)

static void definition_free(gpointer def)
{
    ql_definition_free(def);
}

void ql_function_free(gpointer data)
{
    QlFunction *function = data;
    ql_definition_free(function->def);
    g_ptr_array_unref(function->calls);
    g_ptr_array_unref(function->callers);
    g_ptr_array_unref(function->unfollowed);
    g_array_unref(function->tus);
    g_free(function);
}

static void indirect_free(gpointer data)
{
    QlIndirect *site = data;
    g_ptr_array_unref(site->targets);
    if (site->removed) {
        g_array_unref(site->removed);
    }
    g_free(site);
}

static QlProgram *program_new(const char *executable)
{
    QlProgram *program = g_new0(QlProgram, 1);
    program->strings = ql_strings_new();
    program->executable = g_strdup(executable);
    program->functions = g_ptr_array_new_with_free_func(ql_function_free);
    program->variables = g_ptr_array_new_with_free_func(definition_free);
    program->by_key = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
    program->by_name = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
    program->declared = g_hash_table_new_full(NULL, NULL, NULL, definition_free);
    program->threads = g_ptr_array_new();
    program->made_threads = g_ptr_array_new_with_free_func(ql_made_thread_free);
    program->creations = g_ptr_array_new_with_free_func(ql_thread_creation_free);
    program->forks = g_ptr_array_new_with_free_func(ql_fork_point_free);
    program->refinements = (1u << (QL_REFINE_LAST + 1)) - 1;
    program->indirect = g_ptr_array_new_with_free_func(indirect_free);
    program->roots = g_ptr_array_new_with_free_func(g_free);
    return program;
}

void ql_program_free(QlProgram *program)
{
    if (!program) {
        return;
    }
    ql_value_flow_free(program->flow);
    g_free(program->definitions);
    if (program->by_definition) {
        g_hash_table_destroy(program->by_definition);
    }
    g_ptr_array_unref(program->indirect);
    ql_affinities_free(program->affinities);
    g_ptr_array_unref(program->roots);
    g_ptr_array_unref(program->forks);
    g_ptr_array_unref(program->creations);
    g_ptr_array_unref(program->threads);
    g_ptr_array_unref(program->made_threads);
    g_ptr_array_unref(program->functions);
    g_ptr_array_unref(program->variables);
    g_hash_table_destroy(program->by_key);
    g_hash_table_destroy(program->by_name);
    g_hash_table_destroy(program->declared);
    if (program->names) {
        g_hash_table_destroy(program->names);
        g_free(program->same_name);
    }
    ql_strings_free(program->strings);
    g_free(program->executable);
    g_free(program);
}

/* The executable to check when the user named none: the only one there is, else all TUs. */
static gboolean choose_executable(QlStore *store, const char *wanted, char **chosen, GError **error)
{
    g_auto(GStrv) names = ql_store_executables(store, error);
    if (!names) {
        return FALSE;
    }
    if (!wanted) {
        *chosen = g_strv_length(names) == 1 ? g_strdup(names[0]) : NULL;
        return TRUE;
    }
    if (g_strv_contains((const char *const *)names, wanted)) {
        *chosen = g_strdup(wanted);
        return TRUE;
    }
    g_autofree char *known = g_strjoinv(", ", names);
    g_set_error(error, QL_LINK_ERROR, QL_LINK_ERROR_EXECUTABLE,
                "the index holds no executable '%s'; it holds: %s", wanted,
                *known ? known : "none");
    return FALSE;
}

static void resolve_for_flow(QlSym key, const QlDefinition *from, GArray *out, gpointer user)
{
    QlProgram *program = user;
    const QlFunction *function = from ? g_hash_table_lookup(program->by_definition, from) : NULL;
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    ql_program_resolve_key(program, key, function, list);
    for (guint i = 0; i < list->len; i++) {
        g_array_append_val(out, ((const QlFunction *)list->pdata[i])->index);
    }
}

static void build_value_flow(QlProgram *program)
{
    guint n = program->functions->len;
    program->definitions = g_new(QlDefinition *, n);
    program->by_definition = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < n; i++) {
        QlFunction *function = program->functions->pdata[i];
        program->definitions[i] = function->def;
        g_hash_table_insert(program->by_definition, function->def, function);
    }
    program->flow = ql_value_flow_new(program->definitions, n, resolve_for_flow, program);
    for (guint i = 0; i < program->variables->len; i++) {
        ql_value_flow_add_variable(program->flow, program->variables->pdata[i]);
    }
    ql_value_flow_solve(program->flow);
}

QlProgram *ql_program_load_facts(QlStore *store, const char *executable, GError **error)
{
    g_autofree char *chosen = NULL;
    if (!choose_executable(store, executable, &chosen, error)) {
        return NULL;
    }
    g_autoptr(QlProgram) program = program_new(chosen);
    if (!ql_program_read(program, store, error)) {
        return NULL;
    }
    return g_steal_pointer(&program);
}

/* Every name in the facts is interned; those of static things also count without their file. */
static GHashTable *all_names(QlProgram *program)
{
    if (program->names) {
        return program->names;
    }
    guint n = ql_strings_count(program->strings);
    program->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    program->same_name = g_new0(QlSym, n);
    for (QlSym i = n - 1; i >= 1; i--) {
        char *name = ql_key_plain(ql_strings_get(program->strings, i));
        program->same_name[i] = GPOINTER_TO_UINT(g_hash_table_lookup(program->names, name));
        g_hash_table_replace(program->names, name, GUINT_TO_POINTER(i));
    }
    return program->names;
}

GArray *ql_program_keys_called(const QlProgram *program, const char *name)
{
    GArray *keys = g_array_new(FALSE, FALSE, sizeof(QlSym));
    QlSym key = GPOINTER_TO_UINT(g_hash_table_lookup(program->names, name));
    for (; key; key = program->same_name[key]) {
        g_array_append_val(keys, key);
    }
    return keys;
}

static GHashTable *broadcast_fields(const QlAnnotations *annotations)
{
    GHashTable *fields = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < annotations->broadcasts->len; i++) {
        const QlBroadcast *broadcast = annotations->broadcasts->pdata[i];
        for (char **field = broadcast->fields; field && *field; field++) {
            g_hash_table_add(fields, *field);
        }
    }
    return fields;
}

void ql_program_resolve(QlProgram *program, const QlAnnotations *annotations)
{
    all_names(program);
    build_value_flow(program);
    QlResolver resolver = {.program = program, .flow = program->flow};
    g_autoptr(QlCallSites) sites = ql_call_sites_new(program);
    resolver.gateways = ql_gateways_new(annotations, program->strings);
    resolver.callbacks = ql_callback_params_find(program, annotations, sites);
    if (program->refinements & (1u << QL_REFINE_CONTAINER)) {
        resolver.containers = ql_containers_new(program, annotations, sites);
    }
    if (program->refinements & (1u << QL_REFINE_AFFINITY)) {
        program->affinities = ql_affinities_new(program, annotations);
    }
    resolver.broadcasts = broadcast_fields(annotations);
    resolver.refiner.program = program;
    resolver.refiner.classes = ql_classes_new(program, annotations, sites);
    resolver.refiner.pairing = ql_pairing_new(program, annotations, sites);
    ql_resolve_calls(&resolver);
    ql_find_creations(&resolver, annotations, sites);
    ql_find_forks(&resolver, annotations, sites);
    ql_resolve_roots(&resolver, annotations);
    ql_classes_free(resolver.refiner.classes);
    ql_pairing_free(resolver.refiner.pairing);
    ql_containers_free(resolver.containers);
    ql_callback_params_free(resolver.callbacks);
    ql_gateways_free(resolver.gateways);
    g_hash_table_destroy(resolver.broadcasts);
}

QlSym ql_program_name_of_key(const QlProgram *program, QlSym key)
{
    const GPtrArray *list = g_hash_table_lookup(program->by_key, GUINT_TO_POINTER(key));
    return list && list->len ? ((const QlFunction *)list->pdata[0])->def->name : key;
}

QlSym ql_program_callee_name(const QlProgram *program, const QlDefinition *caller,
                             const QlEvent *event)
{
    const QlExpr *callee = ql_flow_expr(caller->flow, event->target);
    if (event->kind != QL_EVENT_CALL || callee->kind != QL_EXPR_FUNCTION) {
        return 0;
    }
    return ql_program_name_of_key(program, callee->name);
}

gboolean ql_program_leaves_index(const QlProgram *program, const QlDefinition *caller,
                                 const QlEvent *event)
{
    const QlExpr *callee = ql_flow_expr(caller->flow, event->target);
    return event->kind == QL_EVENT_CALL && callee->kind == QL_EXPR_FUNCTION &&
           !g_hash_table_contains(program->by_key, GUINT_TO_POINTER(callee->name));
}

GArray *ql_program_origins(const QlProgram *program, const QlIndirect *site)
{
    GArray *out = g_array_new(FALSE, TRUE, sizeof(QlOrigin));
    if (!site->element) {
        ql_value_flow_origins(program->flow, site->caller->index, site->event->target, out);
        return out;
    }
    QlSym field = ql_strings_lookup(program->strings, strrchr(site->element, '.') + 1);
    g_autoptr(GArray) records = ql_field_records(program, site->element);
    for (guint i = 0; i < records->len; i++) {
        ql_value_flow_field_origins(program->flow, g_array_index(records, QlSym, i), field, out);
    }
    return out;
}

gboolean ql_edge_is_named(const QlCallEdge *edge)
{
    return edge->kind == QL_HOP_DIRECT || edge->kind == QL_HOP_CLEANUP;
}

const char *ql_program_callee_text(const QlProgram *program, const QlDefinition *caller,
                                   const QlEvent *event)
{
    QlSym name = event->macro ? event->macro : ql_program_callee_name(program, caller, event);
    return ql_strings_get(program->strings, name);
}

gboolean ql_edge_is_followed(const QlCallEdge *edge, const char *thread)
{
    return !edge->gateway ||
           g_strv_contains((const char *const *)edge->gateway->followed_on, thread);
}

static void reach(GHashTable *seen, GQueue *work, QlFunction *function)
{
    if (g_hash_table_add(seen, function)) {
        g_queue_push_tail(work, function);
    }
}

guint ql_program_reach(const QlProgram *program, const char *thread)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    GQueue work = G_QUEUE_INIT;
    QlFunction *function;
    for (guint i = 0; i < program->roots->len; i++) {
        const QlRoot *root = program->roots->pdata[i];
        if (g_str_equal(root->thread->kind, thread)) {
            reach(seen, &work, root->function);
        }
    }
    while ((function = g_queue_pop_head(&work))) {
        for (guint i = 0; i < function->calls->len; i++) {
            const QlCallEdge *edge = function->calls->pdata[i];
            if (ql_edge_is_followed(edge, thread)) {
                reach(seen, &work, edge->callee);
            }
        }
    }
    return g_hash_table_size(seen);
}

const char *ql_function_key(const QlProgram *program, const QlFunction *function)
{
    return ql_strings_get(program->strings, function->def->key);
}

const char *ql_function_name(const QlProgram *program, const QlFunction *function)
{
    return ql_strings_get(program->strings, function->def->name);
}

const char *ql_function_file(const QlProgram *program, const QlFunction *function)
{
    return ql_paths_display(ql_strings_get(program->strings, function->def->file));
}

static gboolean means(const QlProgram *program, const QlFunction *function, const char *name,
                      const char *file)
{
    if (g_str_equal(ql_function_key(program, function), name)) {
        return TRUE;
    }
    return !file || strstr(ql_function_file(program, function), file);
}

GPtrArray *ql_program_find(const QlProgram *program, const char *name)
{
    GPtrArray *out = g_ptr_array_new();
    const char *at = strchr(name, '@');
    g_autofree char *plain = at ? g_strndup(name, (gsize)(at - name)) : g_strdup(name);
    QlSym sym = ql_strings_lookup(program->strings, plain);
    const GPtrArray *list =
        sym ? g_hash_table_lookup(program->by_name, GUINT_TO_POINTER(sym)) : NULL;
    for (guint i = 0; list && i < list->len; i++) {
        if (means(program, list->pdata[i], name, at ? at + 1 : NULL)) {
            g_ptr_array_add(out, list->pdata[i]);
        }
    }
    return out;
}

int ql_program_param_count(const QlProgram *program, const char *name)
{
    g_autoptr(GPtrArray) list = ql_program_find(program, name);
    return list->len ? (int)((const QlFunction *)list->pdata[0])->def->params->len : -1;
}

static gboolean has_pattern(QlProgram *program, const char *name)
{
    g_autoptr(GPatternSpec) pattern = g_pattern_spec_new(name);
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init(&iter, all_names(program));
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        if (g_pattern_spec_match_string(pattern, key)) {
            return TRUE;
        }
    }
    return FALSE;
}

gboolean ql_program_has_name(QlProgram *program, const char *name)
{
    const char *dot = strrchr(name, '.');
    if (strchr(name, '*')) {
        return has_pattern(program, name);
    }
    if (!dot) {
        return g_hash_table_contains(all_names(program), name);
    }
    g_autofree char *record = g_strndup(name, (gsize)(dot - name));
    return g_hash_table_contains(all_names(program), record) &&
           g_hash_table_contains(all_names(program), dot + 1);
}
