/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a broken requirement less likely to be a mistake, or the holder to be to blame. */
#include "const_args.h"
#include "unmet_private.h"

/* What more functions than these break through one caller, that caller breaks. */
#define MAX_HOLDERS 6

/* Fewer callers that ignore a demand do not make it a dead letter. */
#define MIN_IGNORING 3

/* Whether @context also makes the call of @site with what is required: some flag that the walk does
 * not see may tell when. */
static gboolean is_made_both_ways(const QlUnmetView *view, const QlContext *context,
                                  const QlSite *site, const QlDuty *duty)
{
    for (guint i = 0; i < context->sites->len; i++) {
        const QlSite *other = &g_array_index(context->sites, QlSite, i);
        if (other->event == site->event && other->edge == site->edge &&
            ql_duty_is_met(view, other->lockset, duty)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether it is not sure that what @site calls is entered without what is required. */
static gboolean is_doubtful(const QlUnmetView *view, const QlContext *context, const QlSite *site,
                            const QlDuty *duty)
{
    if (ql_duty_is_met(view, site->lockset, duty)) {
        return FALSE;
    }
    /* What is given a callback under a lock need not call it before the lock is dropped. */
    gboolean given = duty->without && site->edge->kind == QL_HOP_CALLBACK;
    return given || is_made_both_ways(view, context, site, duty);
}

/* One call on the way from the root to the requirement. */
typedef struct Hop {
    const QlContext *context;
    const QlSite *site;
} Hop;

static GArray *hops_of(const QlBlame *blame)
{
    GArray *hops = g_array_new(FALSE, FALSE, sizeof(Hop));

    for (const QlContext *context = blame->first->context; context->parent;
         context = context->parent) {
        const Hop hop = {context->parent, context->site};
        g_array_prepend_val(hops, hop);
    }
    for (const QlUnmetStep *step = blame->first; step->next; step = step->next) {
        const Hop hop = {step->context, step->site};
        g_array_append_val(hops, hop);
    }
    return hops;
}

/* Whether the constants that are passed on the way keep it from being taken, or a hop is doubtful.
 */
static gboolean is_uncertain(const QlUnmetView *view, const QlBlame *blame)
{
    g_autoptr(GArray) hops = hops_of(blame);
    QlConstArgs args = {.known = 0};

    for (guint i = 0; i < hops->len; i++) {
        const Hop *hop = &g_array_index(hops, Hop, i);
        if (is_doubtful(view, hop->context, hop->site, blame->duty) ||
            !ql_const_args_allow(hop->context->function, &args, hop->site->event)) {
            return TRUE;
        }
        args = ql_const_args_pass(hop->site->edge, &args);
    }
    return blame->duty->event &&
           !ql_const_args_allow(blame->duty->function, &args, blame->duty->event);
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
        const QlBlame *blame = &g_array_index(blames, QlBlame, i);
        gpointer name = GUINT_TO_POINTER(blame->duty->function->def->name);
        Demand *demand = g_hash_table_lookup(demands, name);
        if (!demand) {
            demand = g_new0(Demand, 1);
            demand->ignoring = g_hash_table_new(NULL, NULL);
            demand->heeding = g_hash_table_new(NULL, NULL);
            g_hash_table_insert(demands, name, demand);
        }
        g_hash_table_add(demand->ignoring, (gpointer)ql_blame_caller(blame));
    }
    return demands;
}

/* Whether some context of the caller has @duty met at @edge; for a lock that nests, by its own
 * doing.
 */
static gboolean heeds(const QlUnmetView *view, const QlCallEdge *edge, const QlDuty *duty)
{
    const GPtrArray *contexts = ql_contexts_of(view->engine.contexts, edge->caller);
    gboolean nests = ql_lock_classes_get(view->engine.classes, (guint)duty->lock_class)->recursive;

    for (guint i = 0; contexts && i < contexts->len; i++) {
        const QlContext *context = contexts->pdata[i];
        for (guint k = 0; k < context->sites->len; k++) {
            const QlSite *site = &g_array_index(context->sites, QlSite, k);
            if (site->edge == edge && ql_duty_is_met(view, site->lockset, duty) &&
                !(nests && ql_duty_is_met(view, context->lockset, duty))) {
                return TRUE;
            }
        }
    }
    return FALSE;
}

static void add_heeding(const QlUnmetView *view, const QlDuty *duty, GHashTable *others,
                        Demand *demand)
{
    for (guint i = 0; i < duty->function->callers->len; i++) {
        const QlCallEdge *edge = duty->function->callers->pdata[i];
        if (!g_hash_table_contains(demand->ignoring, edge->caller) &&
            (g_hash_table_contains(others, edge->caller) || heeds(view, edge, duty))) {
            g_hash_table_add(demand->heeding, edge->caller);
        }
    }
}

void ql_unmet_distrust_ignored(const QlUnmetView *view, const GArray *duties, GArray *blames)
{
    g_autoptr(GHashTable) demands = collect_demands(blames);

    for (guint i = 0; i < duties->len; i++) {
        const QlDuty *duty = &g_array_index(duties, QlDuty, i);
        gpointer name = GUINT_TO_POINTER(duty->function->def->name);
        Demand *demand = g_hash_table_lookup(demands, name);
        if (demand && duty->source == QL_DUTY_DOCUMENTED) {
            g_autoptr(GHashTable) others = ql_duty_sharers(duties, duty);
            add_heeding(view, duty, others, demand);
        }
    }
    for (guint i = 0; i < blames->len; i++) {
        QlBlame *blame = &g_array_index(blames, QlBlame, i);
        gpointer name = GUINT_TO_POINTER(blame->duty->function->def->name);
        const Demand *demand = g_hash_table_lookup(demands, name);
        guint n = g_hash_table_size(demand->ignoring);
        blame->ignored = blame->duty->source == QL_DUTY_DOCUMENTED && n >= MIN_IGNORING &&
                         n > g_hash_table_size(demand->heeding);
    }
}

static gboolean same_call(const QlBlame *a, const QlBlame *b)
{
    return a->duty == b->duty && ql_blame_caller(a) == ql_blame_caller(b);
}

static int compare_calls(gconstpointer a, gconstpointer b)
{
    const QlBlame *x = a;
    const QlBlame *y = b;
    const guintptr left[] = {x->duty->function->index, (guintptr)x->duty, ql_blame_caller(x)->index,
                             x->holder->index};
    const guintptr right[] = {y->duty->function->index, (guintptr)y->duty,
                              ql_blame_caller(y)->index, y->holder->index};

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
        const QlBlame *blame = &g_array_index(blames, QlBlame, i);
        holders += !blame->vague && blame->holder != last;
        last = blame->vague ? last : blame->holder;
    }
    for (guint i = from; i < end && holders > MAX_HOLDERS; i++) {
        ql_blame_the_caller(&g_array_index(blames, QlBlame, i));
    }
}

void ql_unmet_generalise(GArray *blames)
{
    g_array_sort(blames, compare_calls);
    for (guint from = 0; from < blames->len;) {
        guint end = from + 1;
        while (end < blames->len && same_call(&g_array_index(blames, QlBlame, from),
                                              &g_array_index(blames, QlBlame, end))) {
            end++;
        }
        generalise(blames, from, end);
        from = end;
    }
}

void ql_unmet_distrust_uncertain(QlUnmetView *view, GArray *blames)
{
    for (guint i = 0; i < blames->len; i++) {
        QlBlame *blame = &g_array_index(blames, QlBlame, i);
        blame->skips = ql_duty_is_skipped_by(view, blame->duty, ql_blame_caller(blame));
        blame->uncertain = is_uncertain(view, blame);
    }
}
