/* SPDX-License-Identifier: Apache-2.0 */
#include "balance.h"
#include "callbacks.h"
#include "hand_over.h"
#include "renewal.h"
#include <string.h>

/* Ways out of one function that are looked at for one lock. */
#define MAX_ENDS 64

/* Walks of one function: each may find that a class has no objects to tell apart. */
#define MAX_WALKS 4

/* Blocks looked at to see what a branch skips. */
#define MAX_SKIPPED 16

#define SKIPS 0.4
#define ROUGH 0.4
#define MOVING 0.6
#define VAGUE 0.4
#define CUT 0.4
#define UNCALLED 0.8

/* An object of a class, as the function names it. Its reference is its index after all classes. */
typedef struct Object {
    QlLockRef lock;
    QlExprRef expr;
} Object;

/* What is done to one lock at one event. */
typedef struct Change {
    QlLockRef lock; /* a class, parameter or object */
    const QlEvent *event;
    gboolean takes;
    gboolean unheld; /* drops it where it is not held on some path */
} Change;

/* What all paths together do to one lock. */
typedef struct Behaviour {
    QlLockRef lock;
    gboolean dropped;  /* some path takes and drops it */
    gboolean repeated; /* taken or dropped several times in a row */
    gboolean looped;   /* … at the same event: one object after the other */
    gboolean vague;    /* it may be several objects: there are several names for it */
    gboolean named;    /* … namely */
    QlExprRef name;
} Behaviour;

/* A path that ends with the lock in another state. */
typedef struct End {
    QlLockRef lock;
    guint block;
    int delta;
    gboolean rough;
    GArray *path; /* guint: blocks from the entry */
} End;

typedef struct Balance {
    const QlEngine *engine;
    QlBalanceKind kind;
    const QlFunction *function;
    const QlFlow *flow;
    const QlTrail *trail;
    GHashTable *api;     /* set of char*: names of functions that annotations describe */
    GHashTable *whole;   /* set of QlLockRef + 1: classes whose objects are not told apart */
    GHashTable *several; /* likewise: classes that have more than one object */
    GHashTable *cut;     /* set of QlFunction*: some calls of them are not followed */
    GArray *objects;     /* Object */
    GArray *changes;     /* Change */
    GArray *behaviours;
    GArray *ends;
    GPtrArray *found; /* QlImbalance* */
} Balance;

/* ---- objects ---- */

static guint class_count(const Balance *b)
{
    return ql_lock_classes_count(b->engine->classes);
}

static QlLockRef class_of(const Balance *b, QlLockRef lock)
{
    gint32 index = lock - (gint32)class_count(b);
    return index < 0 ? lock : g_array_index(b->objects, Object, index).lock;
}

static QlLockRef object_ref(Balance *b, QlLockRef lock, QlExprRef expr)
{
    for (guint i = 0; i < b->objects->len; i++) {
        const Object *object = &g_array_index(b->objects, Object, i);
        if (object->lock == lock && object->expr == expr) {
            return (QlLockRef)(class_count(b) + i);
        }
    }
    Object object = {lock, expr};
    g_array_append_val(b->objects, object);
    return (QlLockRef)(class_count(b) + b->objects->len - 1);
}

/* The element of an array that @ref is the address of; 0: it is none. */
static QlExprRef element(const QlFlow *flow, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    switch (expr->kind) {
    case QL_EXPR_ADDR:
    case QL_EXPR_DEREF: return element(flow, expr->a);
    default: return expr->kind == QL_EXPR_INDEX ? ref : 0;
    }
}

/* The access path that tells the object from others of its class; 0: nothing does. */
static QlExprRef object_path(const Balance *b, QlExprRef object)
{
    QlExprRef local = ql_expr_follow_local(b->function->def, object);
    QlExprRef path = element(b->flow, local);
    path = path ? path : ql_lock_classes_object(b->engine->classes, b->function, object);
    path = path ? path : local;
    switch (ql_flow_expr(b->flow, path)->kind) {
    case QL_EXPR_INDEX:
    case QL_EXPR_FIELD:
    case QL_EXPR_LOCAL: return path;
    default: return 0;
    }
}

static QlLockRef on_identify(const QlEvent *event, QlExprRef object, QlLockRef lock, gpointer user)
{
    Balance *b = user;
    (void)event;
    if (lock < 0 || g_hash_table_contains(b->whole, GINT_TO_POINTER(lock + 1))) {
        return lock;
    }
    QlExprRef path = object_path(b, object);
    return path ? object_ref(b, lock, path) : lock;
}

/* A class of which some objects have no name counts as one lock; TRUE if that is news. */
static gboolean join_objects(Balance *b)
{
    gboolean news = FALSE;
    for (guint i = 0; i < b->changes->len; i++) {
        QlLockRef lock = g_array_index(b->changes, Change, i).lock;
        for (guint k = 0; k < b->objects->len; k++) {
            if (g_array_index(b->objects, Object, k).lock == lock) {
                news |= g_hash_table_add(b->whole, GINT_TO_POINTER(lock + 1));
            }
        }
    }
    return news;
}

/* ---- what the walk sees ---- */

static int delta_of(const QlState *state, QlLockRef lock)
{
    for (guint i = 0; i < state->n_effects; i++) {
        if (state->effects[i].lock == lock) {
            return state->effects[i].delta;
        }
    }
    return 0;
}

static gboolean held_at_entry(const QlState *state, QlLockRef lock_class)
{
    for (guint i = 0; i < state->n_predicates; i++) {
        if (state->predicates[i].lock_class == lock_class) {
            return lock_class >= 0 && state->predicates[i].depth > 0;
        }
    }
    return FALSE;
}

static Behaviour *behaviour_of(Balance *b, QlLockRef lock)
{
    for (guint i = 0; i < b->behaviours->len; i++) {
        Behaviour *behaviour = &g_array_index(b->behaviours, Behaviour, i);
        if (behaviour->lock == lock) {
            return behaviour;
        }
    }
    Behaviour behaviour = {.lock = lock};
    g_array_append_val(b->behaviours, behaviour);
    return &g_array_index(b->behaviours, Behaviour, b->behaviours->len - 1);
}

static Change *change_at(Balance *b, const QlEvent *event, QlLockRef lock, gboolean takes)
{
    for (guint i = 0; i < b->changes->len; i++) {
        Change *change = &g_array_index(b->changes, Change, i);
        if (change->event == event && change->lock == lock && change->takes == takes) {
            return change;
        }
    }
    Change change = {lock, event, takes, FALSE};
    g_array_append_val(b->changes, change);
    return &g_array_index(b->changes, Change, b->changes->len - 1);
}

/* The current block may run again after it. */
static gboolean is_in_loop(const Balance *b)
{
    g_autofree gboolean *reached = g_new0(gboolean, b->flow->blocks->len);
    g_autoptr(GArray) work = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(work, b->trail->block);
    while (work->len && !reached[b->trail->block]) {
        const QlBlock *block = ql_flow_block(b->flow, g_array_index(work, guint, work->len - 1));
        g_array_set_size(work, work->len - 1);
        for (guint i = 0; i < block->n_edges; i++) {
            guint target = ql_flow_edge(b->flow, block, i)->target;
            if (!reached[target]) {
                reached[target] = TRUE;
                g_array_append_val(work, target);
            }
        }
    }
    return reached[b->trail->block];
}

static void note_change(Balance *b, const QlEvent *event, QlLockRef lock, gboolean takes,
                        const QlState *state)
{
    int delta = delta_of(state, lock);
    Behaviour *behaviour = behaviour_of(b, lock);
    Change *change = change_at(b, event, lock, takes);
    gboolean again = takes ? delta > 0 : delta < 0;
    behaviour->dropped |= !takes && delta > 0;
    behaviour->repeated |= again;
    behaviour->looped |= again && !behaviour->looped && is_in_loop(b);
    change->unheld |= !takes && delta <= 0 && !held_at_entry(state, class_of(b, lock));
}

/* A reference to a class stands for whichever of its objects. */
static gboolean is_several(const Balance *b, QlLockRef lock)
{
    return lock >= 0 && (guint)lock < class_count(b) &&
           g_hash_table_contains(b->several, GINT_TO_POINTER(lock + 1));
}

/* @name: what the function says to mean the lock, to an operation or to a callee. */
static void note_name(Balance *b, QlLockRef lock, QlExprRef name)
{
    Behaviour *behaviour = behaviour_of(b, lock);
    name = ql_expr_follow_local(b->function->def, name);
    behaviour->vague |= behaviour->named && behaviour->name != name && is_several(b, lock);
    behaviour->named = TRUE;
    behaviour->name = name;
}

static void on_op(const QlEvent *event, const QlOp *op, const QlState *state, gpointer user)
{
    gboolean takes = op->kind == QL_OP_ACQUIRE || op->kind == QL_OP_TRY;
    if (op->lock != QL_LOCK_UNKNOWN && (takes || op->kind == QL_OP_RELEASE)) {
        QlLockRef lock = on_identify(event, op->argument, op->lock, user);
        note_change(user, event, lock, takes, state);
        note_name(user, lock, op->argument);
    }
}

static void on_gain(const QlEvent *event, const QlEffect *effect, const QlState *state,
                    gpointer user)
{
    note_change(user, event, effect->lock, effect->delta > 0, state);
    note_name(user, effect->lock, ql_flow_arg(((Balance *)user)->flow, event, 0));
}

static const QlSummary *on_summary(const QlFunction *callee, gpointer user)
{
    const Balance *b = user;
    return ql_summaries_get(b->engine->summaries, callee);
}

static void on_enter(const QlTrail *trail, gpointer user)
{
    ((Balance *)user)->trail = trail;
}

static GArray *path_of(const QlTrail *trail)
{
    GArray *path = g_array_new(FALSE, FALSE, sizeof(guint));
    for (; trail; trail = trail->before) {
        g_array_append_val(path, trail->block);
    }
    for (guint i = 0; i < path->len / 2; i++) {
        guint *a = &g_array_index(path, guint, i);
        guint *z = &g_array_index(path, guint, path->len - 1 - i);
        guint swap = *a;
        *a = *z;
        *z = swap;
    }
    return path;
}

/* Of paths with one end, the best is kept: one whose conditions were all remembered, else a short
 * one. */
static void note_end(Balance *b, QlLockRef lock, guint block, int delta)
{
    End end = {lock, block, delta, b->trail->rough, path_of(b->trail)};
    for (guint i = 0; i < b->ends->len; i++) {
        End *other = &g_array_index(b->ends, End, i);
        if (other->lock != lock || other->block != block) {
            continue;
        }
        gboolean better = end.rough != other->rough ? !end.rough : end.path->len < other->path->len;
        End loser = better ? *other : end;
        *other = better ? end : *other;
        g_array_unref(loser.path);
        return;
    }
    if (b->ends->len == MAX_ENDS) {
        g_array_unref(end.path);
        return;
    }
    g_array_append_val(b->ends, end);
}

/* Another object of the class is off to the other side: perhaps they are the same. */
static gboolean is_made_up_for(const Balance *b, const QlState *state, const QlEffect *effect)
{
    for (guint i = 0; i < state->n_effects; i++) {
        const QlEffect *other = &state->effects[i];
        if (class_of(b, other->lock) == class_of(b, effect->lock) &&
            (other->delta > 0) != (effect->delta > 0)) {
            return TRUE;
        }
    }
    return FALSE;
}

static void on_leave(guint block, const QlState *state, gpointer user)
{
    Balance *b = user;
    for (guint i = 0; i < state->n_effects; i++) {
        const QlEffect *effect = &state->effects[i];
        gboolean kept = effect->delta > 0;
        if (kept != (b->kind == QL_BALANCE_KEPT) || is_made_up_for(b, state, effect) ||
            (!kept && held_at_entry(state, class_of(b, effect->lock)))) {
            continue;
        }
        note_end(b, effect->lock, block, effect->delta);
    }
}

/* ---- from an end to a finding ---- */

static gboolean mentions(const QlFlow *flow, QlExprRef ref, QlExprRef part)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    switch (expr->kind) {
    case QL_EXPR_FIELD:
    case QL_EXPR_DEREF:
    case QL_EXPR_ADDR: return ref == part || mentions(flow, expr->a, part);
    default: return ref == part;
    }
}

static gboolean is_indexed(const QlFlow *flow, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    switch (expr->kind) {
    case QL_EXPR_FIELD:
    case QL_EXPR_DEREF:
    case QL_EXPR_ADDR: return is_indexed(flow, expr->a);
    default: return expr->kind == QL_EXPR_INDEX;
    }
}

/* The access path names now this, now that object. */
static gboolean is_moving(const Balance *b, QlLockRef lock)
{
    gint32 index = lock - (gint32)class_count(b);
    if (index < 0) {
        return FALSE;
    }
    QlExprRef expr = g_array_index(b->objects, Object, index).expr;
    guint writes = 0;
    for (guint i = 0; i < b->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(b->flow->events, QlEvent, i);
        if (event->kind == QL_EVENT_ASSIGN && mentions(b->flow, expr, event->target)) {
            writes++;
        }
    }
    return writes > 1 || is_indexed(b->flow, expr);
}

static const Change *find_change(const Balance *b, const QlEvent *event, QlLockRef lock,
                                 gboolean takes)
{
    for (guint i = 0; i < b->changes->len; i++) {
        const Change *change = &g_array_index(b->changes, Change, i);
        if (change->event == event && change->lock == lock && change->takes == takes) {
            return change;
        }
    }
    return NULL;
}

static gboolean block_changes(const Balance *b, guint index, QlLockRef lock, gboolean takes)
{
    const QlBlock *block = ql_flow_block(b->flow, index);
    for (guint i = 0; i < block->n_events; i++) {
        if (find_change(b, ql_flow_event(b->flow, block, i), lock, takes)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Blocks from which one is reached that takes (or drops) @lock. */
static gboolean *leading_to(const Balance *b, QlLockRef lock, gboolean takes)
{
    gboolean *leads = g_new0(gboolean, b->flow->blocks->len);
    for (guint i = 0; i < b->flow->blocks->len; i++) {
        leads[i] = block_changes(b, i, lock, takes);
    }
    for (gboolean changed = TRUE; changed;) {
        changed = FALSE;
        for (guint i = b->flow->blocks->len; i > 0; i--) {
            const QlBlock *block = ql_flow_block(b->flow, i - 1);
            for (guint k = 0; k < block->n_edges && !leads[i - 1]; k++) {
                leads[i - 1] = leads[ql_flow_edge(b->flow, block, k)->target];
                changed |= leads[i - 1];
            }
        }
    }
    return leads;
}

static gboolean contains_block(const GArray *blocks, guint block)
{
    for (guint i = 0; i < blocks->len; i++) {
        if (g_array_index(blocks, guint, i) == block) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Adds what follows @block but @join to @region; FALSE if it goes elsewhere, or far. */
static gboolean widen(const Balance *b, GArray *region, guint index, guint join)
{
    const QlBlock *block = ql_flow_block(b->flow, index);
    if (block->term == QL_TERM_RETURN || region->len > MAX_SKIPPED) {
        return FALSE;
    }
    for (guint i = 0; i < block->n_edges; i++) {
        guint target = ql_flow_edge(b->flow, block, i)->target;
        if (target != join && !contains_block(region, target)) {
            g_array_append_val(region, target);
        }
    }
    return TRUE;
}

/* Going straight from @from to @join leaves out a part that takes (or drops) @lock and joins
 * there. */
static gboolean skips(const Balance *b, guint from, guint join, QlLockRef lock, gboolean takes)
{
    g_autoptr(GArray) region = g_array_new(FALSE, FALSE, sizeof(guint));
    gboolean changes = FALSE;
    if (!widen(b, region, from, join) || region->len == 0) {
        return FALSE;
    }
    for (guint i = 0; i < region->len; i++) {
        guint block = g_array_index(region, guint, i);
        changes |= block_changes(b, block, lock, takes);
        if (block == from || !widen(b, region, block, join)) {
            return FALSE;
        }
    }
    return changes;
}

/* What a path shows of its lock. */
typedef struct Story {
    const QlEvent *event;
    const QlEvent *before;
    guint depth;    /* as far as the path tells */
    guint at;       /* KEPT: index into the path where the lock is taken; DROPPED: … dropped */
    gboolean skips; /* a place that balances it is left out by a condition of its own */
    guint branch;
} Story;

static void hear(const Balance *b, const End *end, guint at, const QlEvent *event, Story *story)
{
    gboolean kept = b->kind == QL_BALANCE_KEPT;
    const Change *takes = find_change(b, event, end->lock, TRUE);
    const Change *drops = find_change(b, event, end->lock, FALSE);
    if (kept ? takes != NULL : drops && drops->unheld && !story->depth) {
        story->event = event;
        story->at = at;
    } else if (drops) {
        story->before = story->event ? story->before : event;
        story->depth -= story->depth > 0;
    } else if (takes) {
        const QlOp *op = ql_lock_classes_op(b->engine->classes, event);
        story->before = story->event ? story->before : NULL;
        story->depth += !op || op->kind != QL_OP_TRY;
    }
}

/* Where the path leaves those that drop the lock (KEPT) or take it (DROPPED). */
static void find_branch(const Balance *b, const End *end, Story *story)
{
    gboolean kept = b->kind == QL_BALANCE_KEPT;
    g_autofree gboolean *leads = leading_to(b, end->lock, !kept);
    guint first = kept ? story->at : 0;
    guint last = kept ? end->path->len - 1 : story->at;
    for (guint i = first; i < last; i++) {
        guint index = g_array_index(end->path, guint, i);
        guint next = g_array_index(end->path, guint, i + 1);
        const QlBlock *block = ql_flow_block(b->flow, index);
        for (guint k = 0; k < block->n_edges && block->n_edges > 1; k++) {
            guint other = ql_flow_edge(b->flow, block, k)->target;
            if (other != next && leads[other]) {
                story->branch = block->line;
            }
        }
        story->skips |= block->n_edges > 1 && skips(b, index, next, end->lock, !kept);
    }
}

static Story read_path(const Balance *b, const End *end)
{
    Story story = {0};
    for (guint i = 0; i < end->path->len; i++) {
        const QlBlock *block = ql_flow_block(b->flow, g_array_index(end->path, guint, i));
        for (guint k = 0; k < block->n_events; k++) {
            hear(b, end, i, ql_flow_event(b->flow, block, k), &story);
        }
    }
    if (story.event) {
        find_branch(b, end, &story);
    }
    return story;
}

static gboolean is_called(const Balance *b)
{
    return b->function->callers->len || g_hash_table_contains(b->cut, b->function) ||
           ql_starts_somewhere(b->engine->program, b->function);
}

static double confidence_of(Balance *b, const End *end, const Story *story)
{
    const Behaviour *behaviour = behaviour_of(b, end->lock);
    double confidence = 1;
    confidence *= story->skips ? SKIPS : 1;
    confidence *= end->rough ? ROUGH : 1;
    confidence *= is_moving(b, end->lock) ? MOVING : 1;
    confidence *= behaviour->vague ? VAGUE : 1;
    confidence *= g_hash_table_contains(b->cut, b->function) ? CUT : 1;
    confidence *= is_called(b) ? 1 : UNCALLED;
    return confidence;
}

/* Whether the path makes the lock new: a fork's child, in which nobody else can drop it. */
static gboolean is_renewed(const Balance *b, const End *end)
{
    for (guint i = 0; i < end->path->len; i++) {
        const QlBlock *block = ql_flow_block(b->flow, g_array_index(end->path, guint, i));
        for (guint k = 0; k < block->n_events; k++) {
            if (ql_renews_below(b->engine, b->function, ql_flow_event(b->flow, block, k),
                                class_of(b, end->lock))) {
                return TRUE;
            }
        }
    }
    return FALSE;
}

static void add_imbalance(Balance *b, const End *end, gboolean thread_entry)
{
    Story story = read_path(b, end);
    if (!story.event || is_renewed(b, end)) {
        return;
    }
    const QlBlock *last = ql_flow_block(b->flow, end->block);
    QlImbalance *imbalance = g_new0(QlImbalance, 1);
    *imbalance = (QlImbalance){
        .function = b->function,
        .lock = class_of(b, end->lock),
        .event = story.event,
        .before = story.before,
        .branch = story.branch,
        .end = last->line ? last->line : b->function->def->end_line,
        .thread_entry = thread_entry,
        .confidence = confidence_of(b, end, &story),
    };
    g_ptr_array_add(b->found, imbalance);
}

/* ---- functions ---- */

static gboolean is_thread_entry(const QlProgram *program, const QlFunction *function)
{
    for (guint i = 0; i < program->creations->len; i++) {
        const QlThreadCreation *creation = program->creations->pdata[i];
        if (g_ptr_array_find(creation->entries, function, NULL)) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean is_recursive(const Balance *b, QlLockRef lock)
{
    return lock >= 0 && ql_lock_classes_get(b->engine->classes, (guint)lock)->recursive;
}

/*
 * Either other paths balance it, or a thread takes it to its end, or the same lock is taken (or
 * dropped) twice in a row, as by a slip of the pen.
 */
static gboolean is_suspicious(const Balance *b, const End *end, const Behaviour *behaviour,
                              gboolean entry)
{
    gboolean twice = ABS(end->delta) == 2 && !behaviour->looped && !behaviour->vague;
    gboolean repeated =
        is_recursive(b, class_of(b, end->lock)) ? behaviour->looped : behaviour->repeated;
    gboolean one_by_one = repeated && (behaviour->vague || is_moving(b, end->lock));
    return twice || ((behaviour->dropped || entry) && !one_by_one);
}

/* A lock that another one is made of: what that does is said by the annotations. */
static gboolean is_inside_lock(const Balance *b, QlLockRef lock)
{
    const char *name = lock >= 0 ? ql_lock_classes_get(b->engine->classes, (guint)lock)->name : "";
    for (guint i = 0; i < b->engine->annotations->locks->len; i++) {
        const QlLock *described = b->engine->annotations->locks->pdata[i];
        gsize length = strlen(described->name);
        if (described->family && strncmp(name, described->name, length) == 0 &&
            name[length] == '.') {
            return TRUE;
        }
    }
    return FALSE;
}

static void judge(Balance *b)
{
    gboolean entry = b->kind == QL_BALANCE_KEPT && b->ends->len > 0 &&
                     is_thread_entry(b->engine->program, b->function);
    for (guint i = 0; i < b->ends->len; i++) {
        const End *end = &g_array_index(b->ends, End, i);
        Behaviour *behaviour = behaviour_of(b, end->lock);
        if (!is_inside_lock(b, class_of(b, end->lock)) && is_suspicious(b, end, behaviour, entry)) {
            add_imbalance(b, end, entry);
        }
    }
}

static void forget(Balance *b)
{
    for (guint i = 0; i < b->ends->len; i++) {
        g_array_unref(g_array_index(b->ends, End, i).path);
    }
    g_array_set_size(b->ends, 0);
    g_array_set_size(b->changes, 0);
    g_array_set_size(b->behaviours, 0);
    g_array_set_size(b->objects, 0);
}

static void walk_function(Balance *b, QlWalkPlan *plan)
{
    const QlWalkClient client = {.summary = on_summary, .op = on_op, .gain = on_gain, .user = b};
    const QlPathClient paths = {on_identify, on_enter, on_leave};
    QlState entry;
    memset(&entry, 0, sizeof entry);
    g_hash_table_remove_all(b->whole);
    for (guint i = 0; i < MAX_WALKS; i++) {
        forget(b);
        QlWalkResult result = ql_walk_paths(plan, &entry, &client, &paths);
        g_array_unref(result.outcomes);
        if (!join_objects(b)) {
            return;
        }
    }
}

/* Nothing can be kept or dropped where nothing is taken and dropped. */
static gboolean touches_locks(const Balance *b, const QlFunction *function)
{
    if (ql_lock_classes_has_ops(b->engine->classes, function)) {
        return TRUE;
    }
    for (guint i = 0; i < function->calls->len; i++) {
        const QlCallEdge *edge = function->calls->pdata[i];
        const QlSummary *summary = ql_summaries_get(b->engine->summaries, edge->callee);
        for (guint k = 0; summary && k < summary->outcomes->len; k++) {
            if (g_array_index(summary->outcomes, QlOutcome, k).n_effects) {
                return TRUE;
            }
        }
    }
    return FALSE;
}

static void look_at(Balance *b, const QlFunction *function)
{
    QlWalkPlan *plan = b->engine->summaries->plans->pdata[function->index];
    const char *name = ql_function_name(b->engine->program, function);
    if (!plan || g_hash_table_contains(b->api, name) || !touches_locks(b, function)) {
        return;
    }
    b->function = function;
    b->flow = function->def->flow;
    walk_function(b, plan);
    judge(b);
    forget(b);
}

/* A lock of its own, and not one of an object that there may be several of. */
static gboolean is_single(const QlFlow *flow, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    return expr->kind == QL_EXPR_GLOBAL ||
           (expr->kind == QL_EXPR_FIELD && is_single(flow, expr->a));
}

static void note_objects(Balance *b, const QlFunction *function)
{
    const QlFlow *flow = function->def->flow;
    for (guint i = 0; i < flow->events->len; i++) {
        const QlOp *op =
            ql_lock_classes_op(b->engine->classes, &g_array_index(flow->events, QlEvent, i));
        if (op && op->lock >= 0 && op->argument &&
            !is_single(flow, ql_lock_classes_object(b->engine->classes, function, op->argument))) {
            g_hash_table_add(b->several, GINT_TO_POINTER(op->lock + 1));
        }
    }
}

static int compare_imbalances(gconstpointer a, gconstpointer b)
{
    const QlImbalance *x = *(QlImbalance *const *)a;
    const QlImbalance *y = *(QlImbalance *const *)b;
    gint64 order = (gint64)x->function->index - y->function->index;
    order = order ? order : (gint64)x->lock - y->lock;
    order = order ? order : (x->confidence < y->confidence) - (x->confidence > y->confidence);
    order = order ? order : (gint64)x->end - y->end;
    order = order ? order : (gint64)x->event->id - y->event->id;
    return (order > 0) - (order < 0);
}

static void note_cuts(Balance *b, const QlFunction *function)
{
    for (guint i = 0; i < function->unfollowed->len; i++) {
        const QlCallEdge *edge = function->unfollowed->pdata[i];
        if (edge->unfollowed == QL_UNFOLLOWED_GATEWAY) {
            g_hash_table_add(b->cut, edge->callee);
        }
    }
}

static void survey(Balance *b)
{
    for (guint i = 0; i < b->engine->program->functions->len; i++) {
        const QlFunction *function = b->engine->program->functions->pdata[i];
        note_cuts(b, function);
        if (ql_lock_classes_has_ops(b->engine->classes, function)) {
            note_objects(b, function);
        }
    }
}

static void add_api(Balance *b)
{
    for (guint i = 0; i < b->engine->annotations->locks->len; i++) {
        const QlLock *lock = b->engine->annotations->locks->pdata[i];
        for (guint k = 0; k < lock->ops->len; k++) {
            g_hash_table_add(b->api, ((QlLockOp *)lock->ops->pdata[k])->function);
        }
    }
}

GPtrArray *ql_balance_find(const QlEngine *engine, QlBalanceKind kind)
{
    Balance b = {.engine = engine, .kind = kind};
    b.api = g_hash_table_new(g_str_hash, g_str_equal);
    b.whole = g_hash_table_new(NULL, NULL);
    b.objects = g_array_new(FALSE, FALSE, sizeof(Object));
    b.changes = g_array_new(FALSE, FALSE, sizeof(Change));
    b.behaviours = g_array_new(FALSE, FALSE, sizeof(Behaviour));
    b.ends = g_array_new(FALSE, FALSE, sizeof(End));
    b.found = g_ptr_array_new_with_free_func(g_free);
    b.several = g_hash_table_new(NULL, NULL);
    b.cut = g_hash_table_new(NULL, NULL);
    add_api(&b);
    survey(&b);
    for (guint i = 0; i < engine->program->functions->len; i++) {
        look_at(&b, engine->program->functions->pdata[i]);
    }
    ql_hand_over_remove(engine, kind, b.found);
    g_ptr_array_sort(b.found, compare_imbalances);
    g_hash_table_destroy(b.api);
    g_hash_table_destroy(b.whole);
    g_hash_table_destroy(b.several);
    g_hash_table_destroy(b.cut);
    g_array_unref(b.objects);
    g_array_unref(b.changes);
    g_array_unref(b.behaviours);
    g_array_unref(b.ends);
    return b.found;
}
