/* SPDX-License-Identifier: Apache-2.0 */
#include "contexts.h"
#include "cost_queue.h"
#include <math.h>
#include <string.h>

G_STATIC_ASSERT(QL_MAX_TRACKED + 1 <= QL_MAX_PREDICATES);

#define DEPTH_BITS 3
#define DEPTH_MAX ((1u << DEPTH_BITS) - 1)

/* What a function does when entered with one lockset; the same for every thread. */
typedef struct Behaviour {
    guint function;
    QlLockset lockset;
    GArray *sites;
} Behaviour;

/* The functions that do something to one class. */
typedef struct Touch {
    GHashTable *set;
    GPtrArray *functions;
} Touch;

/* A call that is not followed because of too much doubt. */
typedef struct Doubted {
    QlContext *context;
    guint site;
} Doubted;

struct QlContexts {
    QlProgram *program;
    QlLockClasses *classes;
    QlSummaries *summaries;
    const QlAnnotations *annotations;
    QlTracked tracked;
    GHashTable *table;      /* set of QlContext* by function, lockset, thread */
    GHashTable *behaviours; /* set of Behaviour* by function, lockset */
    GHashTable *touching;   /* class + 1 -> Touch*; NULL: not asked for yet */
    GPtrArray *by_function; /* GPtrArray* of QlContext*, or NULL; likewise */
    GPtrArray *all;
    QlCostQueue *queue;
    GArray *late; /* Doubted: calls whose callee is looked up at the end */
    guint doubted;
};

int ql_tracked_position(const QlTracked *tracked, int lock_class)
{
    for (guint i = 0; i < tracked->n; i++) {
        if (tracked->classes[i] == lock_class) {
            return (int)i;
        }
    }
    return -1;
}

guint ql_lockset_depth(QlLockset lockset, guint position)
{
    return (guint)(lockset >> (position * DEPTH_BITS)) & DEPTH_MAX;
}

QlLockset ql_lockset_with(QlLockset lockset, guint position, guint depth)
{
    guint shift = position * DEPTH_BITS;
    QlLockset bits = MIN(depth, DEPTH_MAX);
    return (lockset & ~((QlLockset)DEPTH_MAX << shift)) | (bits << shift);
}

guint ql_tracked_depth(const QlTracked *tracked, QlLockset lockset, int lock_class)
{
    int position = ql_tracked_position(tracked, lock_class);
    return position >= 0 ? ql_lockset_depth(lockset, (guint)position) : 0;
}

/* A broadcast calls all its targets; the doubt is whether this program has put the callee there. */
static guint doubtful_targets(const QlCallEdge *edge)
{
    return edge->broadcast ? MIN(edge->targets, 2) : MAX(edge->targets, 1);
}

guint ql_hop_doubt(const QlCallEdge *edge)
{
    return (guint)(100 * log2(doubtful_targets(edge)));
}

guint ql_hop_cost(const QlCallEdge *edge)
{
    return 10 + ql_hop_doubt(edge) * 3 / 10;
}

double ql_hop_discount(const QlCallEdge *edge)
{
    return 1 + 0.15 * log2(doubtful_targets(edge));
}

double ql_root_confidence(const QlRoot *root)
{
    return root->deferred ? 0.95 : 1;
}

guint ql_contexts_doubted(const QlContexts *contexts)
{
    return contexts->doubted;
}

/* Spreads all of the key's bits (the finaliser of MurmurHash3, A. Appleby, public domain). */
static guint mix(guint64 key)
{
    key ^= key >> 33;
    key *= G_GUINT64_CONSTANT(0xff51afd7ed558ccd);
    key ^= key >> 33;
    key *= G_GUINT64_CONSTANT(0xc4ceb9fe1a85ec53);
    return (guint)(key ^ (key >> 33));
}

static guint context_hash(gconstpointer key)
{
    const QlContext *context = key;
    return mix(context->lockset * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15) +
               ((guint64)context->thread << 32) + context->function->index);
}

static gboolean context_equal(gconstpointer a, gconstpointer b)
{
    const QlContext *x = a;
    const QlContext *y = b;
    return x->function == y->function && x->lockset == y->lockset && x->thread == y->thread;
}

static void context_free(gpointer data)
{
    QlContext *context = data;
    g_free(context->callees);
    g_free(context);
}

static guint behaviour_hash(gconstpointer key)
{
    const Behaviour *behaviour = key;
    return mix(behaviour->lockset * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15) + behaviour->function);
}

static gboolean behaviour_equal(gconstpointer a, gconstpointer b)
{
    const Behaviour *x = a;
    const Behaviour *y = b;
    return x->function == y->function && x->lockset == y->lockset;
}

static void behaviour_free(gpointer data)
{
    Behaviour *behaviour = data;
    g_array_unref(behaviour->sites);
    g_free(behaviour);
}

/* Collects sites during a walk. */
typedef struct Collector {
    const QlContexts *contexts;
    const QlWalkPlan *plan;  /* of the function: on_call() */
    const QlDefinition *def; /* likewise: on_unresolved() */
    int focus;               /* an untracked class to be told apart, or -1 */
    GArray *sites;
} Collector;

/*
 * Depth 2 stands for "more than once": a rule can tell apart no more, and every further depth would
 * multiply the contexts of recursive code.
 */
static guint kept_depth(const QlLockClasses *classes, int lock_class, int depth)
{
    gboolean recursive = ql_lock_classes_get(classes, (guint)lock_class)->recursive;
    return (guint)CLAMP(depth, 0, recursive ? 2 : 1);
}

static QlLockset state_lockset(const Collector *collector, const QlState *state)
{
    const QlContexts *contexts = collector->contexts;
    const QlTracked *tracked = &contexts->tracked;
    QlLockset lockset = 0;
    for (guint i = 0; i < tracked->n; i++) {
        int depth = ql_state_depth(state, tracked->classes[i]);
        lockset =
            ql_lockset_with(lockset, i, kept_depth(contexts->classes, tracked->classes[i], depth));
    }
    if (collector->focus >= 0) {
        int depth = ql_state_depth(state, collector->focus);
        lockset = ql_lockset_with(lockset, QL_FOCUS_POSITION,
                                  kept_depth(contexts->classes, collector->focus, depth));
    }
    return lockset;
}

static void add_site(Collector *collector, QlSite site)
{
    for (guint i = 0; i < collector->sites->len; i++) {
        const QlSite *other = &g_array_index(collector->sites, QlSite, i);
        if (other->event == site.event && other->edge == site.edge && other->op == site.op &&
            other->lock_class == site.lock_class && other->lockset == site.lockset) {
            return;
        }
    }
    g_array_append_val(collector->sites, site);
}

static void on_call(const QlEvent *event, const QlState *state, gpointer user)
{
    Collector *collector = user;
    const GPtrArray *edges = ql_walk_plan_edges(collector->plan, event);
    if (!edges) {
        return;
    }
    QlLockset lockset = state_lockset(collector, state);
    for (guint i = 0; i < edges->len; i++) {
        add_site(collector, (QlSite){.event = event, .edge = edges->pdata[i], .lockset = lockset});
    }
}

/* Which lock a wait for a condition drops has to be known: it may be the one that matters. */
static gboolean also_waits(const QlOp *op)
{
    return op->wait >= 0 && op->kind != QL_OP_WAIT &&
           (op->kind != QL_OP_COND_WAIT || op->lock >= 0);
}

static void on_op(const QlEvent *event, const QlOp *op, const QlState *state, gpointer user)
{
    Collector *collector = user;
    QlSite site = {.event = event,
                   .op = (guint8)op->kind,
                   .lock_class = op->lock,
                   .lockset = state_lockset(collector, state)};
    if (op->lock >= 0) {
        add_site(collector, site);
    }
    if (also_waits(op)) {
        site.op = QL_OP_WAIT;
        site.lock_class = op->wait;
        add_site(collector, site);
    }
}

static void on_gain(const QlEvent *event, const QlEffect *effect, const QlState *state,
                    gpointer user)
{
    Collector *collector = user;
    if (effect->lock < 0) {
        return;
    }
    add_site(collector, (QlSite){.event = event,
                                 .op = effect->delta > 0 ? QL_OP_ACQUIRE : QL_OP_RELEASE,
                                 .by_callee = TRUE,
                                 .lock_class = effect->lock,
                                 .lockset = state_lockset(collector, state)});
}

static const QlSummary *summary_of(const QlFunction *callee, gpointer user)
{
    const Collector *collector = user;
    return ql_summaries_get(collector->contexts->summaries, callee);
}

/* The state at an entry with @lockset, which has the depth of @focus, a class or -1, too. */
static QlState entry_state(const QlContexts *contexts, QlLockset lockset, int focus)
{
    QlState entry;
    memset(&entry, 0, sizeof entry);
    for (guint i = 0; i < contexts->tracked.n; i++) {
        int lock_class = contexts->tracked.classes[i];
        if (focus >= 0 && focus < lock_class) { /* predicates are in ascending order */
            guint depth = ql_lockset_depth(lockset, QL_FOCUS_POSITION);
            entry.predicates[entry.n_predicates++] = (QlPredicateValue){focus, (gint32)depth};
            focus = -1;
        }
        entry.predicates[entry.n_predicates++] =
            (QlPredicateValue){lock_class, (gint32)ql_lockset_depth(lockset, i)};
    }
    if (focus >= 0) {
        guint depth = ql_lockset_depth(lockset, QL_FOCUS_POSITION);
        entry.predicates[entry.n_predicates++] = (QlPredicateValue){focus, (gint32)depth};
    }
    return entry;
}

/* Tells @client what @function does when entered with @lockset. */
static void walk_from(QlContexts *contexts, const QlFunction *function, QlWalkPlan *plan,
                      QlLockset lockset, int focus, const QlWalkClient *client)
{
    QlState entry = entry_state(contexts, lockset, focus);
    QlWalkResult result = ql_walk(plan, &entry, client);
    if (result.bounded) {
        g_hash_table_add(contexts->summaries->bounded, (gpointer)function);
    }
    g_array_unref(result.outcomes);
}

static void walk_sites(QlContexts *contexts, const QlFunction *function, QlWalkPlan *plan,
                       QlLockset lockset, int focus, GArray *sites)
{
    Collector collector = {.contexts = contexts, .plan = plan, .focus = focus, .sites = sites};
    const QlWalkClient client = {summary_of, on_call, on_op, on_gain, &collector};
    walk_from(contexts, function, plan, lockset, focus, &client);
}

/* A function without lock operations leaves the lockset as it is at every call. */
static void plain_sites(const QlFunction *function, QlLockset lockset, GArray *sites)
{
    for (guint i = 0; i < function->calls->len; i++) {
        const QlCallEdge *edge = function->calls->pdata[i];
        QlSite site = {.event = edge->event, .edge = edge, .lockset = lockset};
        g_array_append_val(sites, site);
    }
}

static const GArray *behaviour_of(QlContexts *contexts, const QlFunction *function,
                                  QlLockset lockset)
{
    Behaviour key = {function->index, lockset, NULL};
    Behaviour *found = g_hash_table_lookup(contexts->behaviours, &key);
    if (found) {
        return found->sites;
    }
    key.sites = g_array_new(FALSE, FALSE, sizeof(QlSite));
    QlWalkPlan *plan = contexts->summaries->plans->pdata[function->index];
    if (plan) {
        walk_sites(contexts, function, plan, lockset, -1, key.sites);
    } else {
        plain_sites(function, lockset, key.sites);
    }
    g_hash_table_add(contexts->behaviours, g_memdup2(&key, sizeof key));
    return key.sites;
}

static gboolean is_followed(const QlContexts *contexts, const QlCallEdge *edge, guint thread)
{
    const QlThread *kind = contexts->program->threads->pdata[thread];
    return ql_edge_is_followed(edge, kind->kind);
}

static void hold(const QlContexts *contexts, QlLockset *lockset, char **names)
{
    for (guint i = 0; names && names[i]; i++) {
        int lock_class = ql_lock_classes_find(contexts->classes, names[i]);
        int position = ql_tracked_position(&contexts->tracked, lock_class);
        if (position >= 0) {
            guint depth = ql_lockset_depth(*lockset, (guint)position);
            *lockset = ql_lockset_with(*lockset, (guint)position, MAX(depth, 1));
        }
    }
}

/* The lockset a callee starts with when @site is taken. */
static QlLockset callee_lockset(const QlContexts *contexts, const QlSite *site)
{
    QlLockset lockset = site->lockset;
    hold(contexts, &lockset, site->edge->adds);
    return lockset;
}

static QlContext *intern_context(QlContexts *contexts, const QlFunction *function,
                                 QlLockset lockset, guint thread)
{
    QlContext key = {.function = function, .lockset = lockset, .thread = thread};
    QlContext *found = g_hash_table_lookup(contexts->table, &key);
    if (!found) {
        found = g_memdup2(&key, sizeof key);
        found->cost = G_MAXUINT;
        found->index = contexts->all->len;
        g_hash_table_add(contexts->table, found);
        g_ptr_array_add(contexts->all, found);
    }
    return found;
}

static QlContext *find_callee(const QlContexts *contexts, const QlContext *context,
                              const QlSite *site)
{
    if (!is_followed(contexts, site->edge, context->thread)) {
        return NULL;
    }
    QlContext key = {.function = site->edge->callee,
                     .lockset =
                         ql_lockset_with(callee_lockset(contexts, site), QL_FOCUS_POSITION, 0),
                     .thread = context->thread};
    return g_hash_table_lookup(contexts->table, &key);
}

const QlContext *ql_contexts_callee(const QlContexts *contexts, const QlContext *context,
                                    const QlSite *site)
{
    const QlSite *first = (const QlSite *)context->sites->data;
    if (site >= first && site < first + context->sites->len) {
        return context->callees[site - first];
    }
    return find_callee(contexts, context, site);
}

static void relax(QlContexts *contexts, QlContext *context, QlContext proposal)
{
    if (proposal.cost >= context->cost) {
        return;
    }
    context->cost = proposal.cost;
    context->doubt = proposal.doubt;
    context->root = proposal.root;
    context->parent = proposal.parent;
    context->site = proposal.site;
    ql_cost_queue_push(contexts->queue, context->cost, context);
}

static void add_roots(QlContexts *contexts)
{
    for (guint i = 0; i < contexts->program->roots->len; i++) {
        const QlRoot *root = contexts->program->roots->pdata[i];
        guint thread = 0;
        g_ptr_array_find(contexts->program->threads, (gpointer)root->thread, &thread);
        QlLockset lockset = 0;
        hold(contexts, &lockset, root->holds);
        hold(contexts, &lockset, root->adds);
        QlContext *context = intern_context(contexts, root->function, lockset, thread);
        relax(contexts, context, (QlContext){.cost = 0, .root = root});
    }
}

static void expand(QlContexts *contexts, QlContext *context)
{
    context->settled = TRUE;
    context->sites = behaviour_of(contexts, context->function, context->lockset);
    context->callees = g_new0(QlContext *, context->sites->len);
    for (guint i = 0; i < context->sites->len; i++) {
        const QlSite *site = &g_array_index(context->sites, QlSite, i);
        if (!site->edge || !is_followed(contexts, site->edge, context->thread)) {
            continue;
        }
        guint doubt = context->doubt + ql_hop_doubt(site->edge);
        if (doubt > QL_MAX_DOUBT) {
            contexts->doubted++;
            Doubted late = {context, i};
            g_array_append_val(contexts->late, late);
            continue;
        }
        QlContext *callee = intern_context(contexts, site->edge->callee,
                                           callee_lockset(contexts, site), context->thread);
        context->callees[i] = callee;
        relax(contexts, callee,
              (QlContext){.cost = context->cost + ql_hop_cost(site->edge),
                          .doubt = doubt,
                          .parent = context,
                          .site = site});
    }
}

/* What one way is too doubtful to reach, another may have reached. */
static void link_doubted(QlContexts *contexts)
{
    for (guint i = 0; i < contexts->late->len; i++) {
        const Doubted *late = &g_array_index(contexts->late, Doubted, i);
        const QlSite *site = &g_array_index(late->context->sites, QlSite, late->site);
        late->context->callees[late->site] = find_callee(contexts, late->context, site);
    }
}

QlContexts *ql_contexts_explore(QlProgram *program, QlLockClasses *classes, QlSummaries *summaries,
                                const QlAnnotations *annotations, const QlTracked *tracked)
{
    QlContexts *contexts = g_new0(QlContexts, 1);
    contexts->program = program;
    contexts->classes = classes;
    contexts->summaries = summaries;
    contexts->annotations = annotations;
    contexts->tracked = *tracked;
    contexts->table = g_hash_table_new_full(context_hash, context_equal, context_free, NULL);
    contexts->behaviours =
        g_hash_table_new_full(behaviour_hash, behaviour_equal, behaviour_free, NULL);
    contexts->all = g_ptr_array_new();
    contexts->late = g_array_new(FALSE, FALSE, sizeof(Doubted));
    contexts->queue = ql_cost_queue_new();
    add_roots(contexts);
    for (QlContext *next; (next = ql_cost_queue_pop(contexts->queue));) {
        if (!next->settled) {
            expand(contexts, next);
        }
    }
    ql_cost_queue_free(contexts->queue);
    contexts->queue = NULL;
    link_doubted(contexts);
    return contexts;
}

/* ---- a lock that is not tracked ---- */

static void list_free(gpointer list)
{
    if (list) {
        g_ptr_array_unref(list);
    }
}

static void touch_free(gpointer data)
{
    Touch *touch = data;
    g_hash_table_unref(touch->set);
    g_ptr_array_unref(touch->functions);
    g_free(touch);
}

static void note_touch(QlContexts *contexts, int lock_class, const QlFunction *function)
{
    gpointer key = GINT_TO_POINTER(lock_class + 1);
    Touch *touch = g_hash_table_lookup(contexts->touching, key);
    if (!touch) {
        touch = g_new0(Touch, 1);
        touch->set = g_hash_table_new(NULL, NULL);
        touch->functions = g_ptr_array_new();
        g_hash_table_insert(contexts->touching, key, touch);
    }
    if (g_hash_table_add(touch->set, (gpointer)function)) {
        g_ptr_array_add(touch->functions, (gpointer)function);
    }
}

/* By the contexts, in whose order nothing depends on addresses. */
static void index_contexts(QlContexts *contexts)
{
    contexts->touching = g_hash_table_new_full(NULL, NULL, NULL, touch_free);
    contexts->by_function = g_ptr_array_new_with_free_func(list_free);
    g_ptr_array_set_size(contexts->by_function, (int)contexts->program->functions->len);
    for (guint i = 0; i < contexts->all->len; i++) {
        const QlContext *context = contexts->all->pdata[i];
        gpointer *list = &contexts->by_function->pdata[context->function->index];
        if (!*list) {
            *list = g_ptr_array_new();
        }
        g_ptr_array_add(*list, (gpointer)context);
        for (guint k = 0; k < context->sites->len; k++) {
            const QlSite *site = &g_array_index(context->sites, QlSite, k);
            if (!site->edge && site->op != QL_OP_WAIT) {
                note_touch(contexts, site->lock_class, context->function);
            }
        }
    }
}

static const Touch *touch_of(QlContexts *contexts, int lock_class)
{
    if (!contexts->touching) {
        index_contexts(contexts);
    }
    return g_hash_table_lookup(contexts->touching, GINT_TO_POINTER(lock_class + 1));
}

const GPtrArray *ql_contexts_touching(QlContexts *contexts, int lock_class)
{
    const Touch *touch = touch_of(contexts, lock_class);
    return touch ? touch->functions : NULL;
}

gboolean ql_contexts_touches(QlContexts *contexts, const QlFunction *function, int lock_class)
{
    const Touch *touch = touch_of(contexts, lock_class);
    return touch && g_hash_table_contains(touch->set, function);
}

const GPtrArray *ql_contexts_of(QlContexts *contexts, const QlFunction *function)
{
    if (!contexts->by_function) {
        index_contexts(contexts);
    }
    return contexts->by_function->pdata[function->index];
}

GArray *ql_contexts_focused_sites(QlContexts *contexts, const QlFunction *function,
                                  QlLockset lockset, int lock_class, guint depth)
{
    GArray *sites = g_array_new(FALSE, FALSE, sizeof(QlSite));
    lockset = ql_lockset_with(lockset, QL_FOCUS_POSITION, depth);
    walk_sites(contexts, function, contexts->summaries->plans->pdata[function->index], lockset,
               lock_class, sites);
    return sites;
}

/* ---- calls that are no edges ---- */

static void add_event(Collector *collector, const QlEvent *event, const QlState *state)
{
    add_site(
        collector,
        (QlSite){.event = event, .lock_class = -1, .lockset = state_lockset(collector, state)});
}

static void on_unresolved(const QlEvent *event, const QlState *state, gpointer user)
{
    Collector *collector = user;
    if (ql_program_leaves_index(collector->contexts->program, collector->def, event)) {
        add_event(collector, event, state);
    }
}

static void on_any_op(const QlEvent *event, const QlOp *op, const QlState *state, gpointer user)
{
    (void)op;
    add_event(user, event, state);
}

GArray *ql_contexts_other_calls(QlContexts *contexts, const QlContext *context)
{
    const QlDefinition *def = context->function->def;
    QlWalkPlan *plan = contexts->summaries->plans->pdata[context->function->index];
    GArray *sites = g_array_new(FALSE, FALSE, sizeof(QlSite));
    if (plan) {
        Collector collector = {.contexts = contexts, .def = def, .focus = -1, .sites = sites};
        const QlWalkClient client = {summary_of, on_unresolved, on_any_op, NULL, &collector};
        walk_from(contexts, context->function, plan, context->lockset, -1, &client);
        return sites;
    }
    for (guint i = 0; i < def->flow->events->len; i++) {
        QlSite site = {.event = &g_array_index(def->flow->events, QlEvent, i),
                       .lock_class = -1,
                       .lockset = context->lockset};
        if (ql_program_leaves_index(contexts->program, def, site.event)) {
            g_array_append_val(sites, site);
        }
    }
    return sites;
}

void ql_contexts_free(QlContexts *contexts)
{
    if (!contexts) {
        return;
    }
    g_clear_pointer(&contexts->touching, g_hash_table_unref);
    g_clear_pointer(&contexts->by_function, g_ptr_array_unref);
    g_array_unref(contexts->late);
    g_ptr_array_unref(contexts->all);
    g_hash_table_destroy(contexts->table);
    g_hash_table_destroy(contexts->behaviours);
    g_free(contexts);
}

const GPtrArray *ql_contexts_all(const QlContexts *contexts)
{
    return contexts->all;
}
