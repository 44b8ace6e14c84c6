/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The search for requirements that are not met. From every context that breaks one, a search runs
 * backward to the function that is to blame: functions that are also entered with what is required
 * only hand on what they were given.
 */
#include "cost_queue.h"
#include "requirements.h"
#include "witness.h"
#include <math.h>
#include <string.h>

/* Contexts looked at on the way back from one broken requirement. */
#define MAX_STEPS 2000

/* What more functions than these break through one caller, that caller breaks. */
#define MAX_HOLDERS 6

/* Fewer callers that ignore a demand do not make it a dead letter. */
#define MIN_IGNORING 3

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

/* The contexts of one set of tracked classes. */
typedef struct View {
    QlEngine engine;        /* the engine's, or one that tracks other classes */
    GPtrArray **of;         /* contexts by function index: QlContext*, or NULL */
    GHashTable *called;     /* class -> set of QlFunction* called by who takes it */
    GHashTable *granted[2]; /* class -> set of QlFunction* entered with it; [1]: without it */
} View;

/* A context on the way back. */
typedef struct Step {
    const QlContext *context;
    guint cost;         /* from here to the requirement */
    guint doubt;        /* likewise */
    const QlSite *site; /* call made in context, or NULL: the requirement is here */
    const struct Step *next;
    const struct Step *blamed; /* the holder's step further on, or NULL: not found yet */
} Step;

/* A way to a broken requirement, from the function to blame or from a root. */
typedef struct Blame {
    const QlDuty *duty;
    const QlSite *asks;       /* ASSERTED: where */
    const Step *first;        /* in the holder, or in a caller of it */
    const Step *at;           /* in the holder; vague: first */
    const QlFunction *holder; /* the function to blame */
    gboolean vague;           /* it is not sure: see blame_caller() */
    gboolean skips;           /* vague: but see should_take() */
    gboolean uncertain;       /* see is_uncertain() */
    gboolean ignored;         /* see distrust_ignored() */
    guint cost;               /* root to requirement */
} Blame;

typedef struct Search {
    const View *view;
    const QlDuty *duty;
    GHashTable *at_entry; /* set of function and class: who else requires this */
    const QlSite *asks;
    GHashTable *steps; /* const QlContext* -> Step*; not owned */
    QlCostQueue *queue;
    GPtrArray *arena; /* Step*, owned: blames refer to them */
    GArray *blames;   /* Blame */
} Search;

/* ---- views ---- */

static void index_contexts(View *view)
{
    const GPtrArray *all = ql_contexts_all(view->engine.contexts);

    view->of = g_new0(GPtrArray *, view->engine.program->functions->len);
    for (guint i = 0; i < all->len; i++) {
        const QlContext *context = all->pdata[i];
        GPtrArray **list = &view->of[context->function->index];
        if (!*list) {
            *list = g_ptr_array_new();
        }
        g_ptr_array_add(*list, (gpointer)context);
    }
}

static void view_clear(View *view)
{
    for (guint i = 0; view->of && i < view->engine.program->functions->len; i++) {
        g_clear_pointer(&view->of[i], g_ptr_array_unref);
    }
    g_free(view->of);
    g_clear_pointer(&view->called, g_hash_table_unref);
    g_clear_pointer(&view->granted[0], g_hash_table_unref);
    g_clear_pointer(&view->granted[1], g_hash_table_unref);
}

static gboolean holds(const View *view, QlLockset lockset, int lock_class)
{
    int position = ql_tracked_position(&view->engine.tracked, lock_class);
    return position >= 0 && ql_lockset_depth(lockset, (guint)position) > 0;
}

static gboolean holds_instead(const View *view, QlLockset lockset, const QlRequirement *entry)
{
    for (guint i = 0; entry && entry->instead[i]; i++) {
        if (holds(view, lockset, ql_lock_classes_find(view->engine.classes, entry->instead[i]))) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean is_met(const View *view, QlLockset lockset, const QlDuty *duty)
{
    return holds(view, lockset, duty->lock_class) != duty->without ||
           holds_instead(view, lockset, duty->entry);
}

static void grant_entered(const View *view, const QlDuty *duty, GHashTable *set)
{
    const GPtrArray *all = ql_contexts_all(view->engine.contexts);

    for (guint i = 0; i < all->len; i++) {
        const QlContext *context = all->pdata[i];
        if (holds(view, context->lockset, duty->lock_class) != duty->without) {
            g_hash_table_add(set, (gpointer)context->function);
        }
    }
}

/* What is called right under a lock that the caller took. */
static void grant_called(const View *view, const QlDuty *duty, GHashTable *set)
{
    const GPtrArray *all = ql_contexts_all(view->engine.contexts);

    for (guint i = 0; i < all->len; i++) {
        const QlContext *context = all->pdata[i];
        for (guint k = 0; !is_met(view, context->lockset, duty) && k < context->sites->len; k++) {
            const QlSite *site = &g_array_index(context->sites, QlSite, k);
            if (site->edge && is_met(view, site->lockset, duty)) {
                g_hash_table_add(set, site->edge->callee);
            }
        }
    }
}

typedef void (*Grant)(const View *view, const QlDuty *duty, GHashTable *set);

/* The set that @grant makes for @duty, made once a class. */
static GHashTable *granted_by(const View *view, GHashTable **table, const QlDuty *duty, Grant grant)
{
    if (!*table) {
        *table = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
    }
    GHashTable *set = g_hash_table_lookup(*table, GINT_TO_POINTER(duty->lock_class));
    if (!set) {
        set = g_hash_table_new(NULL, NULL);
        grant(view, duty, set);
        g_hash_table_insert(*table, GINT_TO_POINTER(duty->lock_class), set);
    }
    return set;
}

/* The functions that some context enters with @duty met. */
static GHashTable *granted_for(View *view, const QlDuty *duty)
{
    return granted_by(view, &view->granted[duty->without], duty, grant_entered);
}

/*
 * A lock that nests is taken by everybody who needs it: that some caller far up holds it too says
 * little, and @function is to blame if none of its callers takes it.
 */
static gboolean should_take(View *view, const QlDuty *duty, const QlFunction *function)
{
    const QlLockClass *info = ql_lock_classes_get(view->engine.classes, (guint)duty->lock_class);

    return info->recursive && !duty->without &&
           !g_hash_table_contains(granted_by(view, &view->called, duty, grant_called), function);
}

/* ---- the way back ---- */

static void reach_back(Search *search, const QlContext *context, const QlSite *site,
                       const Step *next)
{
    guint cost = next ? next->cost + ql_hop_cost(site->edge) : 0;
    guint doubt = next ? next->doubt + ql_hop_doubt(site->edge) : 0;
    const Step *known = g_hash_table_lookup(search->steps, context);

    if ((known && known->cost <= cost) || doubt + context->doubt > QL_MAX_DOUBT) {
        return;
    }
    Step *step = g_new0(Step, 1);
    *step = (Step){context, cost, doubt, site, next, next ? next->blamed : NULL};
    g_ptr_array_add(search->arena, step);
    g_hash_table_insert(search->steps, (gpointer)context, step);
    ql_cost_queue_push(search->queue, cost, step);
}

static void reach_callers(Search *search, const Step *step)
{
    const QlFunction *function = step->context->function;

    for (guint i = 0; i < function->callers->len; i++) {
        const QlCallEdge *edge = function->callers->pdata[i];
        const GPtrArray *callers = search->view->of[edge->caller->index];
        for (guint k = 0; callers && k < callers->len; k++) {
            const QlContext *caller = callers->pdata[k];
            for (guint s = 0; caller->thread == step->context->thread && s < caller->sites->len;
                 s++) {
                const QlSite *site = &g_array_index(caller->sites, QlSite, s);
                if (site->edge == edge && ql_contexts_callee(search->view->engine.contexts, caller,
                                                             site) == step->context) {
                    reach_back(search, caller, site, step);
                }
            }
        }
    }
}

/* Whether @step's function lost what is required, or never has it. */
static gboolean is_to_blame(Search *search, const Step *step, GHashTable *granted)
{
    const QlContext *context = step->context;

    if (is_met(search->view, context->lockset, search->duty)) {
        return TRUE;
    }
    return step->next && !g_hash_table_contains(granted, context->function);
}

/* Who calls the function that requires something; that function, if it is the first. */
static const QlFunction *caller_of(const Blame *blame)
{
    const Step *step = blame->first;

    while (step->next && step->next->next) {
        step = step->next;
    }
    return step->context->function;
}

/*
 * All functions on the way down from a root are also entered with what is required: then the
 * requirement and who starts the root disagree, and it is one disagreement for all roots.
 */
static void blame_caller(Blame *blame)
{
    blame->holder = caller_of(blame);
    blame->vague = TRUE;
}

/* @step's function requires the same of its callers, and fails them itself. */
static gboolean hands_on(const Search *search, const Step *step)
{
    gpointer key = (gpointer)step->context->function;
    return step->next && g_hash_table_contains(search->at_entry, key);
}

static void add_blame(Search *search, const Step *first, const Step *at)
{
    Blame blame = {.duty = search->duty,
                   .asks = search->asks,
                   .first = first,
                   .at = at ? at : first,
                   .holder = at ? at->context->function : NULL,
                   .cost = first->cost + first->context->cost};
    if (!at) {
        blame_caller(&blame);
    }
    g_array_append_val(search->blames, blame);
}

/* One step back from @step: to its callers, unless the way ends here. */
static void go_back(Search *search, Step *step, GHashTable *granted)
{
    gboolean met = is_met(search->view, step->context->lockset, search->duty);

    if (step->blamed) { /* each caller of the holder is a way of its own */
        add_blame(search, step, step->blamed);
        return;
    }
    if (is_to_blame(search, step, granted)) {
        step->blamed = step;
    }
    if (met || !step->context->parent) {
        add_blame(search, step, step->blamed);
    } else {
        reach_callers(search, step);
    }
}

static void search_back(Search *search, const QlContext *broken, GHashTable *granted)
{
    guint steps = 0;

    reach_back(search, broken, NULL, NULL);
    for (Step *next; (next = ql_cost_queue_pop(search->queue)) && steps < MAX_STEPS; steps++) {
        if (g_hash_table_lookup(search->steps, next->context) == next && !hands_on(search, next)) {
            go_back(search, next, granted);
        }
    }
}

/* ---- violations ---- */

static void search_duty_in(Search *search, const QlContext *context, GHashTable *granted)
{
    search->steps = g_hash_table_new(NULL, NULL);
    search->queue = ql_cost_queue_new();
    search_back(search, context, granted);
    ql_cost_queue_free(search->queue);
    g_hash_table_unref(search->steps);
}

/* Where @context asks what @duty asserts, and gets the wrong answer; NULL: it does not. */
static const QlSite *wrong_answer(const View *view, const QlContext *context, const QlDuty *duty)
{
    for (guint i = 0; i < context->sites->len; i++) {
        const QlSite *site = &g_array_index(context->sites, QlSite, i);
        if (!site->edge && site->event == duty->event && site->op == QL_OP_HELD &&
            !is_met(view, site->lockset, duty)) {
            return site;
        }
    }
    return NULL;
}

/* The functions that require at entry what @duty requires. */
static GHashTable *others_with(const GArray *duties, const QlDuty *duty)
{
    GHashTable *set = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < duties->len; i++) {
        const QlDuty *other = &g_array_index(duties, QlDuty, i);
        if (!other->event && other->lock_class == duty->lock_class &&
            other->without == duty->without) {
            g_hash_table_add(set, (gpointer)other->function);
        }
    }
    return set;
}

/* Where @context breaks @duty: *@asks is set for an assertion. */
static gboolean breaks(const View *view, const QlContext *context, const QlDuty *duty,
                       const QlSite **asks)
{
    *asks = duty->event ? wrong_answer(view, context, duty) : NULL;
    return duty->event ? *asks != NULL : !is_met(view, context->lockset, duty);
}

static void search_duty(View *view, const QlDuty *duty, const GArray *duties, GPtrArray *arena,
                        GArray *blames)
{
    const GPtrArray *contexts = view->of[duty->function->index];
    g_autoptr(GHashTable) at_entry = NULL;
    Search search = {.view = view, .duty = duty, .arena = arena, .blames = blames};

    for (guint i = 0; contexts && i < contexts->len; i++) {
        const QlContext *context = contexts->pdata[i];
        if (!breaks(view, context, duty, &search.asks)) {
            continue;
        }
        if (!at_entry) {
            at_entry = others_with(duties, duty);
            search.at_entry = at_entry;
        }
        search_duty_in(&search, context, granted_for(view, duty));
    }
}

/* Whether @context also makes the call of @site with what is required: some flag that the walk does
 * not see may tell when. */
static gboolean is_made_both_ways(const View *view, const QlContext *context, const QlSite *site,
                                  const QlDuty *duty)
{
    for (guint i = 0; i < context->sites->len; i++) {
        const QlSite *other = &g_array_index(context->sites, QlSite, i);
        if (other->event == site->event && other->edge == site->edge &&
            is_met(view, other->lockset, duty)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether it is not sure that what @site calls is entered without what is required. */
static gboolean is_doubtful(const View *view, const QlContext *context, const QlSite *site,
                            const QlDuty *duty)
{
    if (is_met(view, site->lockset, duty)) {
        return FALSE;
    }
    /* What is given a callback under a lock need not call it before the lock is dropped. */
    gboolean given = duty->without && site->edge->kind == QL_HOP_CALLBACK;
    return given || is_made_both_ways(view, context, site, duty);
}

/* The same of any hop from the root down. */
static gboolean is_uncertain(const View *view, const Blame *blame)
{
    for (const Step *step = blame->first; step->next; step = step->next) {
        if (is_doubtful(view, step->context, step->site, blame->duty)) {
            return TRUE;
        }
    }
    for (const QlContext *context = blame->first->context; context->parent;
         context = context->parent) {
        if (is_doubtful(view, context->parent, context->site, blame->duty)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* What a comment demands of the callers of all functions of one name: who breaks it, who heeds it.
 */
typedef struct Demand {
    GHashTable *ignoring; /* set of QlFunction* */
    GHashTable *heeding;
} Demand;

static void demand_free(gpointer data)
{
    Demand *demand = data;
    g_hash_table_unref(demand->ignoring);
    g_hash_table_unref(demand->heeding);
    g_free(demand);
}

/* Demand by name of the requirer, from the blames alone. */
static GHashTable *collect_demands(const GArray *blames)
{
    GHashTable *demands = g_hash_table_new_full(NULL, NULL, NULL, demand_free);

    for (guint i = 0; i < blames->len; i++) {
        const Blame *blame = &g_array_index(blames, Blame, i);
        gpointer name = GUINT_TO_POINTER(blame->duty->function->def->name);
        Demand *demand = g_hash_table_lookup(demands, name);
        if (!demand) {
            demand = g_new0(Demand, 1);
            demand->ignoring = g_hash_table_new(NULL, NULL);
            demand->heeding = g_hash_table_new(NULL, NULL);
            g_hash_table_insert(demands, name, demand);
        }
        g_hash_table_add(demand->ignoring, (gpointer)caller_of(blame));
    }
    return demands;
}

/* Whether some context of the caller has @duty met at @edge; for a lock that nests, by its own
 * doing.
 */
static gboolean heeds(const View *view, const QlCallEdge *edge, const QlDuty *duty)
{
    const GPtrArray *contexts = view->of[edge->caller->index];
    gboolean nests = ql_lock_classes_get(view->engine.classes, (guint)duty->lock_class)->recursive;

    for (guint i = 0; contexts && i < contexts->len; i++) {
        const QlContext *context = contexts->pdata[i];
        for (guint k = 0; k < context->sites->len; k++) {
            const QlSite *site = &g_array_index(context->sites, QlSite, k);
            if (site->edge == edge && is_met(view, site->lockset, duty) &&
                !(nests && is_met(view, context->lockset, duty))) {
                return TRUE;
            }
        }
    }
    return FALSE;
}

static void add_heeding(const View *view, const QlDuty *duty, GHashTable *others, Demand *demand)
{
    for (guint i = 0; i < duty->function->callers->len; i++) {
        const QlCallEdge *edge = duty->function->callers->pdata[i];
        if (!g_hash_table_contains(demand->ignoring, edge->caller) &&
            (g_hash_table_contains(others, edge->caller) || heeds(view, edge, duty))) {
            g_hash_table_add(demand->heeding, edge->caller);
        }
    }
}

/* A demand that more callers ignore than heed is a comment that nobody keeps up. */
static void distrust_ignored(const View *view, const GArray *duties, GArray *blames)
{
    g_autoptr(GHashTable) demands = collect_demands(blames);

    for (guint i = 0; i < duties->len; i++) {
        const QlDuty *duty = &g_array_index(duties, QlDuty, i);
        gpointer name = GUINT_TO_POINTER(duty->function->def->name);
        Demand *demand = g_hash_table_lookup(demands, name);
        if (demand && duty->source == QL_DUTY_DOCUMENTED) {
            g_autoptr(GHashTable) others = others_with(duties, duty);
            add_heeding(view, duty, others, demand);
        }
    }
    for (guint i = 0; i < blames->len; i++) {
        Blame *blame = &g_array_index(blames, Blame, i);
        gpointer name = GUINT_TO_POINTER(blame->duty->function->def->name);
        const Demand *demand = g_hash_table_lookup(demands, name);
        guint n = g_hash_table_size(demand->ignoring);
        blame->ignored = blame->duty->source == QL_DUTY_DOCUMENTED && n >= MIN_IGNORING &&
                         n > g_hash_table_size(demand->heeding);
    }
}

/* Whom the holder calls without what is required. */
static const QlFunction *callee_of(const Blame *blame)
{
    const Step *next = blame->at->next;
    return blame->vague || !next ? blame->duty->function : next->context->function;
}

static int compare_blames(gconstpointer a, gconstpointer b)
{
    const Blame *x = a;
    const Blame *y = b;
    const QlContext *p = x->first->context;
    const QlContext *q = y->first->context;
    const guint64 left[] = {x->holder->index,
                            callee_of(x)->index,
                            (guint)x->duty->lock_class,
                            x->duty->without,
                            x->cost,
                            x->duty->function->index,
                            p->thread,
                            p->function->index,
                            p->lockset};
    const guint64 right[] = {y->holder->index,
                             callee_of(y)->index,
                             (guint)y->duty->lock_class,
                             y->duty->without,
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

static gboolean same_call(const Blame *a, const Blame *b)
{
    return a->duty == b->duty && caller_of(a) == caller_of(b);
}

static int compare_calls(gconstpointer a, gconstpointer b)
{
    const Blame *x = a;
    const Blame *y = b;
    const guintptr left[] = {x->duty->function->index, (guintptr)x->duty, caller_of(x)->index,
                             x->holder->index};
    const guintptr right[] = {y->duty->function->index, (guintptr)y->duty, caller_of(y)->index,
                              y->holder->index};

    for (guint i = 0; i < G_N_ELEMENTS(left); i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return 0;
}

/* Blames @from to @end, of one call, are about the caller if they name many holders. */
static void generalise(GArray *blames, guint from, guint end)
{
    const QlFunction *last = NULL;
    guint holders = 0;

    for (guint i = from; i < end; i++) {
        const Blame *blame = &g_array_index(blames, Blame, i);
        holders += !blame->vague && blame->holder != last;
        last = blame->vague ? last : blame->holder;
    }
    for (guint i = from; i < end && holders > MAX_HOLDERS; i++) {
        blame_caller(&g_array_index(blames, Blame, i));
    }
}

/* One call that many functions lead to without what is required is one mistake, or none. */
static void generalise_all(GArray *blames)
{
    g_array_sort(blames, compare_calls);
    for (guint from = 0; from < blames->len;) {
        guint end = from + 1;
        while (end < blames->len &&
               same_call(&g_array_index(blames, Blame, from), &g_array_index(blames, Blame, end))) {
            end++;
        }
        generalise(blames, from, end);
        from = end;
    }
}

static gboolean same_violation(const QlUnmet *unmet, const Blame *blame)
{
    return unmet->holder == blame->holder && unmet->callee == callee_of(blame) &&
           unmet->lock_class == blame->duty->lock_class && unmet->without == blame->duty->without;
}

/* How far the requirement is believed, and that it is the holder who fails it. */
static double weight_of(const Blame *blame)
{
    double weight = blame->duty->source == QL_DUTY_DOCUMENTED ? WEIGHT_DOCUMENTED : 1;
    weight *= blame->duty->conditional ? WEIGHT_CONDITIONAL : 1;
    weight *= blame->ignored ? WEIGHT_IGNORED : 1;
    weight *= blame->uncertain ? WEIGHT_UNCERTAIN : 1;
    return weight * (!blame->vague ? 1 : blame->skips ? WEIGHT_SKIPS : WEIGHT_VAGUE);
}

static void add_witness(const View *view, QlUnmet *unmet, const Blame *blame)
{
    QlPath *path = ql_path_new(&view->engine);
    const Step *step = blame->first;

    ql_path_add_root(path, step->context);
    for (; step != blame->at; step = step->next) {
        ql_path_add_call(path, step->context, step->site);
    }
    double outside = ql_path_confidence(path);
    guint hops = 0;
    for (; step->next; step = step->next, hops++) {
        ql_path_add_call(path, step->context, step->site);
    }
    if (blame->asks) {
        ql_path_add_violation(path, step->context, blame->asks);
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

static QlUnmet *unmet_new(const Blame *blame)
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

static void add_violations(const View *view, GArray *blames, guint max_witnesses,
                           GPtrArray *violations)
{
    QlUnmet *unmet = NULL;
    g_autoptr(GHashTable) shown = g_hash_table_new(NULL, NULL); /* duties of unmet's witnesses */

    generalise_all(blames);
    g_array_sort(blames, compare_blames);
    for (guint i = 0; i < blames->len; i++) {
        const Blame *blame = &g_array_index(blames, Blame, i);
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

static void distrust_uncertain(View *view, GArray *blames)
{
    for (guint i = 0; i < blames->len; i++) {
        Blame *blame = &g_array_index(blames, Blame, i);
        blame->skips = should_take(view, blame->duty, caller_of(blame));
        blame->uncertain = is_uncertain(view, blame);
    }
}

static void search_view(View *view, const GArray *duties, guint max_witnesses,
                        GPtrArray *violations)
{
    g_autoptr(GPtrArray) arena = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) blames = g_array_new(FALSE, FALSE, sizeof(Blame));

    index_contexts(view);
    for (guint i = 0; i < duties->len; i++) {
        const QlDuty *duty = &g_array_index(duties, QlDuty, i);
        if (ql_tracked_position(&view->engine.tracked, duty->lock_class) >= 0) {
            search_duty(view, duty, duties, arena, blames);
        }
    }
    distrust_ignored(view, duties, blames);
    distrust_uncertain(view, blames);
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
    View view = {.engine = *engine};

    view.engine.tracked.n = 0;
    for (guint i = 0; i < duties->len; i++) {
        const QlRequirement *entry = g_array_index(duties, QlDuty, i).entry;
        track(&view.engine.tracked, engine->classes, entry->locks);
        track(&view.engine.tracked, engine->classes, entry->instead);
    }
    view.engine.contexts = ql_contexts_explore(engine->program, engine->classes, engine->summaries,
                                               engine->annotations, &view.engine.tracked);
    search_view(&view, duties, max_witnesses, violations);
    view_clear(&view);
    ql_contexts_free(view.engine.contexts);
}

GPtrArray *ql_engine_unmet(const QlEngine *engine, guint max_witnesses)
{
    GPtrArray *violations = g_ptr_array_new_with_free_func((GDestroyNotify)ql_unmet_free);
    g_autoptr(GArray) all =
        ql_requirements_find(engine->program, engine->classes, engine->annotations);
    g_autoptr(GArray) tracked = select_duties(engine, all, TRUE);
    g_autoptr(GArray) untracked = select_duties(engine, all, FALSE);
    View view = {.engine = *engine};

    search_view(&view, tracked, max_witnesses, violations);
    view_clear(&view);
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
