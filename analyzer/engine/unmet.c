/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The search for requirements that are not met. From every context that breaks one, a search runs
 * backward to the function that is to blame; ways that share the call to blame are one violation.
 */
#include "unmet_private.h"
#include "witness.h"
#include <math.h>

/* Witnesses of one violation that end in the same function. */
#define MAX_SAME_REQUIRER 2

/* Factors of the confidence; docs/findings.md states them for users. */
#define WEIGHT_DOCUMENTED 0.9
#define WEIGHT_CONDITIONAL 0.5
#define WEIGHT_VAGUE 0.45
#define WEIGHT_SKIPS 0.65
#define WEIGHT_UNCERTAIN 0.4
#define WEIGHT_IGNORED 0.4
#define WEIGHT_HOP 0.98 /* … for each hop from the holder beyond … */
#define NEAR_HOPS 3

/* Whom the holder calls without what is required. */
static const QlFunction *callee_of(const QlBlame *blame)
{
    const QlUnmetStep *next = blame->at->next;
    return blame->vague || !next ? blame->duty->function : next->context->function;
}

static int compare_blames(gconstpointer a, gconstpointer b)
{
    const QlBlame *x = a;
    const QlBlame *y = b;
    const QlContext *p = x->first->context;
    const QlContext *q = y->first->context;
    const guint64 left[] = {x->holder->index,
                            callee_of(x)->index,
                            (guint)x->duty->lock_class,
                            x->duty->without,
                            x->uncertain,
                            x->cost,
                            x->duty->function->index,
                            p->thread,
                            p->function->index,
                            p->lockset};
    const guint64 right[] = {y->holder->index,
                             callee_of(y)->index,
                             (guint)y->duty->lock_class,
                             y->duty->without,
                             y->uncertain,
                             y->cost,
                             y->duty->function->index,
                             q->thread,
                             q->function->index,
                             q->lockset};

    for (guint i = 0; i < G_N_ELEMENTS(left); i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return 0;
}

static gboolean same_violation(const QlUnmet *unmet, const QlBlame *blame)
{
    return unmet->holder == blame->holder && unmet->callee == callee_of(blame) &&
           unmet->lock_class == blame->duty->lock_class && unmet->without == blame->duty->without;
}

/* How far the requirement is believed, and that it is the holder who fails it. */
static double weight_of(const QlBlame *blame)
{
    double weight = blame->duty->source == QL_DUTY_DOCUMENTED ? WEIGHT_DOCUMENTED : 1;
    weight *= blame->duty->conditional ? WEIGHT_CONDITIONAL : 1;
    weight *= blame->ignored ? WEIGHT_IGNORED : 1;
    weight *= blame->uncertain ? WEIGHT_UNCERTAIN : 1;
    return weight * (!blame->vague ? 1 : blame->skips ? WEIGHT_SKIPS : WEIGHT_VAGUE);
}

static QlPlace place_of(const QlUnmetStep *step)
{
    return (QlPlace){.context = step->context, .sites = step->context->sites};
}

static void add_witness(const QlUnmetView *view, QlUnmet *unmet, const QlBlame *blame)
{
    QlPath *path = ql_path_new(&view->engine, -1);
    const QlUnmetStep *step = blame->first;

    ql_path_add_root(path, step->context);
    for (; step != blame->at; step = step->next) {
        const QlPlace place = place_of(step);
        ql_path_add_call(path, &place, step->site);
    }
    double outside = ql_path_confidence(path);
    guint hops = 0;
    for (; step->next; step = step->next, hops++) {
        const QlPlace place = place_of(step);
        ql_path_add_call(path, &place, step->site);
    }
    if (blame->asks) {
        const QlPlace place = place_of(step);
        ql_path_add_op(path, &place, blame->asks, QL_STEP_VIOLATION);
    } else {
        ql_path_add_demand(path, step->context, blame->duty->text);
    }
    /* Below the holder, a guess counts twice: other targets need not require anything. */
    double inside = ql_path_confidence(path) / outside;
    double confidence = outside * inside * inside * weight_of(blame);
    confidence *= pow(WEIGHT_HOP, hops > NEAR_HOPS ? hops - NEAR_HOPS : 0);
    g_array_append_val(unmet->confidences, confidence);
    g_ptr_array_add(unmet->witnesses, ql_path_finish(path));
}

static QlUnmet *unmet_new(const QlBlame *blame)
{
    QlUnmet *unmet = g_new0(QlUnmet, 1);

    unmet->holder = blame->holder;
    unmet->callee = callee_of(blame);
    unmet->requirer = blame->duty->function;
    unmet->lock_class = blame->duty->lock_class;
    unmet->without = blame->duty->without;
    unmet->witnesses = g_ptr_array_new_with_free_func((GDestroyNotify)ql_witness_free);
    unmet->confidences = g_array_new(FALSE, FALSE, sizeof(double));
    return unmet;
}

static void add_violations(const QlUnmetView *view, GArray *blames, guint max_witnesses,
                           GPtrArray *violations)
{
    QlUnmet *unmet = NULL;
    g_autoptr(GHashTable) shown = g_hash_table_new(NULL, NULL); /* duties of unmet's witnesses */

    ql_unmet_generalise(blames);
    g_array_sort(blames, compare_blames);
    for (guint i = 0; i < blames->len; i++) {
        const QlBlame *blame = &g_array_index(blames, QlBlame, i);
        if (!unmet || !same_violation(unmet, blame)) {
            unmet = unmet_new(blame);
            g_ptr_array_add(violations, unmet);
            g_hash_table_remove_all(shown);
        }
        gpointer key = (gpointer)blame->duty->function;
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(shown, key));
        if (unmet->witnesses->len < max_witnesses && n < MAX_SAME_REQUIRER) {
            g_hash_table_insert(shown, key, GUINT_TO_POINTER(n + 1));
            unmet->annotated |= blame->duty->entry != NULL;
            add_witness(view, unmet, blame);
        }
    }
}

static void search_view(QlUnmetView *view, const GArray *duties, guint max_witnesses,
                        GPtrArray *violations)
{
    g_autoptr(GPtrArray) arena = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) blames = g_array_new(FALSE, FALSE, sizeof(QlBlame));

    for (guint i = 0; i < duties->len; i++) {
        const QlDuty *duty = &g_array_index(duties, QlDuty, i);
        if (ql_tracked_position(&view->engine.tracked, duty->lock_class) >= 0) {
            ql_unmet_search(view, duty, duties, arena, blames);
        }
    }
    ql_unmet_distrust_ignored(view, duties, blames);
    ql_unmet_distrust_uncertain(view, blames);
    add_violations(view, blames, max_witnesses, violations);
}

/* ---- classes that the engine does not track ---- */

static void track(QlTracked *tracked, const QlLockClasses *classes, char *const *names)
{
    for (guint i = 0; names[i]; i++) {
        int lock_class = ql_lock_classes_find(classes, names[i]);
        if (lock_class < 0 || ql_tracked_position(tracked, lock_class) >= 0 ||
            tracked->n == QL_MAX_TRACKED) {
            continue;
        }
        guint at = tracked->n++;
        for (; at > 0 && tracked->classes[at - 1] > lock_class; at--) {
            tracked->classes[at] = tracked->classes[at - 1];
        }
        tracked->classes[at] = lock_class;
    }
}

/* Whether what @entry asks about is in the lockset of the engine's contexts. */
static gboolean is_tracked(const QlEngine *engine, const QlDuty *duty)
{
    gboolean all = ql_tracked_position(&engine->tracked, duty->lock_class) >= 0;

    for (guint i = 0; duty->entry && duty->entry->instead[i]; i++) {
        int lock_class = ql_lock_classes_find(engine->classes, duty->entry->instead[i]);
        all = all && ql_tracked_position(&engine->tracked, lock_class) >= 0;
    }
    return all;
}

/* The annotated duties that contexts of the engine can (or can't) judge. */
static GArray *select_duties(const QlEngine *engine, const GArray *all, gboolean tracked)
{
    GArray *duties = g_array_new(FALSE, FALSE, sizeof(QlDuty));

    for (guint i = 0; i < all->len; i++) {
        const QlDuty *duty = &g_array_index(all, QlDuty, i);
        if (is_tracked(engine, duty) == tracked && (tracked || duty->entry)) {
            g_array_append_val(duties, *duty);
        }
    }
    return duties;
}

/* Explores the program once more, with the classes that @duties are about. */
static void search_untracked(const QlEngine *engine, const GArray *duties, guint max_witnesses,
                             GPtrArray *violations)
{
    QlUnmetView view = {.engine = *engine};

    view.engine.tracked.n = 0;
    for (guint i = 0; i < duties->len; i++) {
        const QlRequirement *entry = g_array_index(duties, QlDuty, i).entry;
        track(&view.engine.tracked, engine->classes, entry->locks);
        track(&view.engine.tracked, engine->classes, entry->instead);
    }
    view.engine.contexts = ql_contexts_explore(engine->program, engine->classes, engine->summaries,
                                               engine->annotations, &view.engine.tracked);
    search_view(&view, duties, max_witnesses, violations);
    ql_unmet_view_clear(&view);
    ql_contexts_free(view.engine.contexts);
}

GPtrArray *ql_engine_unmet(const QlEngine *engine, guint max_witnesses)
{
    GPtrArray *violations = g_ptr_array_new_with_free_func((GDestroyNotify)ql_unmet_free);
    g_autoptr(GArray) all =
        ql_requirements_find(engine->program, engine->classes, engine->annotations);
    g_autoptr(GArray) tracked = select_duties(engine, all, TRUE);
    g_autoptr(GArray) untracked = select_duties(engine, all, FALSE);
    QlUnmetView view = {.engine = *engine};

    search_view(&view, tracked, max_witnesses, violations);
    ql_unmet_view_clear(&view);
    if (untracked->len) {
        search_untracked(engine, untracked, max_witnesses, violations);
    }
    return violations;
}

void ql_unmet_free(QlUnmet *unmet)
{
    if (!unmet) {
        return;
    }
    g_ptr_array_unref(unmet->witnesses);
    g_array_unref(unmet->confidences);
    g_free(unmet);
}
