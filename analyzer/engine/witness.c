/* SPDX-License-Identifier: Apache-2.0 */
#include "witness.h"
#include <string.h>

struct QlPath {
    const QlEngine *engine;
    int focus;
    QlWitness *witness;
    double confidence;
};

QlPath *ql_path_new(const QlEngine *engine, int focus)
{
    QlPath *path = g_new0(QlPath, 1);
    path->engine = engine;
    path->focus = focus;
    path->confidence = 1;
    return path;
}

static int compare_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_name(GPtrArray *names, const QlEngine *engine, int lock_class)
{
    const QlLockClass *info = ql_lock_classes_get(engine->classes, (guint)lock_class);
    if (!info->fact) {
        g_ptr_array_add(names, g_strdup(info->name));
    }
}

/* Names of the locks held in @lockset; facts about the thread are not held. */
static char **held_names(const QlPath *path, QlLockset lockset)
{
    const QlTracked *tracked = &path->engine->tracked;
    GPtrArray *names = g_ptr_array_new();
    for (guint i = 0; i < tracked->n; i++) {
        if (ql_lockset_depth(lockset, i)) {
            add_name(names, path->engine, tracked->classes[i]);
        }
    }
    if (ql_lockset_depth(lockset, QL_FOCUS_POSITION)) {
        add_name(names, path->engine, path->focus);
    }
    g_ptr_array_sort(names, compare_text);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

static void add_step(QlPath *path, QlStepKind kind, const QlFunction *function, guint line,
                     const char *callee, const char *via, QlLockset lockset)
{
    const QlProgram *program = path->engine->program;
    g_auto(GStrv) held = held_names(path, lockset);
    ql_witness_add(path->witness, kind, ql_function_name(program, function),
                   ql_function_file(program, function), line, callee, via, held);
}

static void add_root_step(QlPath *path, const QlContext *context)
{
    const QlProgram *program = path->engine->program;
    const QlRoot *root = context->root;
    const QlFunction *site = root->registrar_site ? root->registrar_site : root->function;
    const char *via = ql_strings_get(program->strings, root->via);
    g_auto(GStrv) held = held_names(path, context->lockset);
    path->witness = ql_witness_new(root->thread->kind);
    ql_witness_add(path->witness, QL_STEP_ROOT, ql_function_name(program, root->function),
                   ql_function_file(program, site), root->line, "", via, held);
    path->confidence *= ql_root_confidence(root);
}

void ql_path_add_root(QlPath *path, const QlContext *context)
{
    g_autoptr(GPtrArray) chain = g_ptr_array_new();
    for (; context->parent; context = context->parent) {
        g_ptr_array_insert(chain, 0, (gpointer)context);
    }
    add_root_step(path, context);
    for (guint i = 0; i < chain->len; i++) {
        const QlContext *callee = chain->pdata[i];
        const QlPlace place = {.context = callee->parent, .sites = callee->parent->sites};
        ql_path_add_call(path, &place, callee->site);
    }
}

static void add_op(QlPath *path, const QlPlace *place, const QlSite *site, QlStepKind kind)
{
    add_step(
        path, kind, place->context->function, site->event->line,
        ql_program_callee_text(path->engine->program, place->context->function->def, site->event),
        "", ql_place_lockset(place, site));
}

const QlSite *ql_place_last_change(const QlPlace *place, int lock_class, gboolean taken,
                                   const QlSite *until)
{
    const QlSite *best = NULL;
    for (guint i = 0; i < place->sites->len; i++) {
        const QlSite *site = &g_array_index(place->sites, QlSite, i);
        gboolean takes = site->op == QL_OP_ACQUIRE || site->op == QL_OP_TRY;
        gboolean wanted = taken ? takes : site->op == QL_OP_RELEASE;
        if (site->edge || site->lock_class != lock_class || !wanted) {
            continue;
        }
        gboolean before = site->event < until->event;
        if (!best || (before && (site->event >= best->event || best->event > until->event))) {
            best = site;
        }
    }
    return best;
}

/* A step for @lock_class if it is held at @site and not at the entry of @place, or the other way.
 */
static void add_change(QlPath *path, const QlPlace *place, const QlSite *site, guint position,
                       int lock_class)
{
    guint entry = ql_lockset_depth(ql_place_entry(place), position);
    guint now = ql_lockset_depth(ql_place_lockset(place, site), position);
    const QlSite *change =
        now != entry ? ql_place_last_change(place, lock_class, now > entry, site) : NULL;
    if (change) {
        add_op(path, place, change, now > entry ? QL_STEP_ACQUIRE : QL_STEP_RELEASE);
    }
}

static void add_changes(QlPath *path, const QlPlace *place, const QlSite *site)
{
    const QlTracked *tracked = &path->engine->tracked;
    for (guint i = 0; i < tracked->n; i++) {
        add_change(path, place, site, i, tracked->classes[i]);
    }
    if (path->focus >= 0) {
        add_change(path, place, site, QL_FOCUS_POSITION, path->focus);
    }
}

void ql_path_add_hop(QlPath *path, const QlPlace *place, const QlSite *site)
{
    const QlProgram *program = path->engine->program;
    const QlCallEdge *edge = site->edge;
    gboolean direct = ql_edge_is_named(edge);
    add_step(path, direct ? QL_STEP_CALL : QL_STEP_INDIRECT, place->context->function,
             site->event->line, ql_function_name(program, edge->callee),
             ql_strings_get(program->strings, edge->via), ql_place_lockset(place, site));
    path->confidence /= ql_hop_discount(edge);
}

void ql_path_add_call(QlPath *path, const QlPlace *place, const QlSite *site)
{
    add_changes(path, place, site);
    ql_path_add_hop(path, place, site);
}

void ql_path_add_op(QlPath *path, const QlPlace *place, const QlSite *site, QlStepKind kind)
{
    add_changes(path, place, site);
    add_op(path, place, site, kind);
}

void ql_path_add_demand(QlPath *path, const QlContext *context, const char *text)
{
    add_step(path, QL_STEP_VIOLATION, context->function, context->function->def->line, "", text,
             context->lockset);
}

double ql_path_confidence(const QlPath *path)
{
    return path->confidence;
}

QlWitness *ql_path_finish(QlPath *path)
{
    QlWitness *witness = path->witness;
    g_free(path);
    return witness;
}
