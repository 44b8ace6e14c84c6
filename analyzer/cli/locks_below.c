/* SPDX-License-Identifier: Apache-2.0 */
#include "locks_below.h"

#include "contexts.h"
#include "cost_queue.h"
#include <string.h>

/* How a function is reached. */
typedef struct Reached {
    QlFunction *function;
    const QlCallEdge *edge; /* into it; NULL: the search began here */
    guint doubt;
    guint hops;
    gboolean done;
} Reached;

struct QlBelowList {
    QlLockClasses *classes;
    guint max_doubt;
    GHashTable *reached; /* QlFunction* -> Reached* */
    QlCostQueue *queue;
    GHashTable *known; /* class, and whether it waits -> QlBelow* */
    GPtrArray *all;    /* QlBelow* */
};

/* Doubt counts first; a path of more hops than this is as long as any. */
#define MAX_HOPS 63

static guint cost_of(const Reached *reached)
{
    return reached->doubt * (MAX_HOPS + 1) + MIN(reached->hops, MAX_HOPS);
}

static void below_free(gpointer data)
{
    QlBelow *below = data;
    g_ptr_array_unref(below->hops);
    g_free(below);
}

static GPtrArray *hops_to(const QlBelowList *list, const Reached *reached)
{
    GPtrArray *hops = g_ptr_array_new();

    while (reached->edge) {
        g_ptr_array_insert(hops, 0, (gpointer)reached->edge);
        reached = g_hash_table_lookup(list->reached, reached->edge->caller);
    }
    return hops;
}

static void add(QlBelowList *list, const Reached *at, const QlEvent *event, int lock_class,
                gboolean waits)
{
    gpointer key = GINT_TO_POINTER(2 * lock_class + (waits ? 1 : 0) + 1);
    QlBelow *below;

    if (lock_class < 0 || g_hash_table_contains(list->known, key)) {
        return;
    }
    below = g_new0(QlBelow, 1);
    *below = (QlBelow){.lock_class = lock_class,
                       .waits = waits,
                       .hops = hops_to(list, at),
                       .function = at->function,
                       .event = event};
    g_hash_table_insert(list->known, key, below);
    g_ptr_array_add(list->all, below);
}

static gboolean takes(const QlOp *op)
{
    return op->kind == QL_OP_ACQUIRE || op->kind == QL_OP_TRY;
}

static void add_own(QlBelowList *list, const Reached *at)
{
    const GArray *events = at->function->def->flow->events;

    for (guint i = 0; i < events->len; i++) {
        const QlEvent *event = &g_array_index(events, QlEvent, i);
        const QlOp *op = ql_lock_classes_op(list->classes, event);
        if (op && takes(op)) {
            add(list, at, event, op->lock, FALSE);
        }
        if (op) {
            add(list, at, event, op->wait, TRUE);
        }
    }
}

/* Whether the arguments of the call are those of the callee. */
static gboolean passes_arguments(const QlCallEdge *edge)
{
    return edge->kind == QL_HOP_DIRECT || edge->kind == QL_HOP_FIELD ||
           edge->kind == QL_HOP_GLOBAL || edge->kind == QL_HOP_LOCAL;
}

/* The callee of @edge takes a lock that it is given. */
static void add_given(QlBelowList *list, const Reached *at, const QlCallEdge *edge)
{
    const GArray *events = edge->callee->def->flow->events;

    if (!passes_arguments(edge) || !ql_lock_classes_has_ops(list->classes, edge->callee)) {
        return;
    }
    for (guint i = 0; i < events->len; i++) {
        const QlOp *op = ql_lock_classes_op(list->classes, &g_array_index(events, QlEvent, i));
        if (op && takes(op) && op->lock < 0 && op->lock != QL_LOCK_UNKNOWN) {
            QlExprRef arg =
                ql_flow_arg(at->function->def->flow, edge->event, (guint)(-1 - op->lock));
            add(list, at, edge->event, ql_lock_classes_of_expr(list->classes, at->function, arg),
                FALSE);
        }
    }
}

/* How a lock is made is no news to who knows that it is taken. */
static gboolean is_lock_op(const QlBelowList *list, const QlCallEdge *edge)
{
    const QlOp *op = ql_lock_classes_op(list->classes, edge->event);

    return op && op->kind != QL_OP_WAIT;
}

static void reach(QlBelowList *list, Reached candidate)
{
    Reached *known = g_hash_table_lookup(list->reached, candidate.function);

    if (candidate.doubt > list->max_doubt ||
        (known && (known->done || cost_of(known) <= cost_of(&candidate)))) {
        return;
    }
    if (!known) {
        known = g_new0(Reached, 1);
        g_hash_table_insert(list->reached, candidate.function, known);
    }
    *known = candidate;
    ql_cost_queue_push(list->queue, cost_of(known), known);
}

static void expand(QlBelowList *list, Reached *at)
{
    add_own(list, at);
    for (guint i = 0; i < at->function->calls->len; i++) {
        const QlCallEdge *edge = at->function->calls->pdata[i];
        if (is_lock_op(list, edge)) {
            continue;
        }
        add_given(list, at, edge);
        reach(list, (Reached){.function = edge->callee,
                              .edge = edge,
                              .doubt = at->doubt + ql_hop_doubt(edge),
                              .hops = at->hops + 1});
    }
}

static int compare(gconstpointer a, gconstpointer b, gpointer classes)
{
    const QlBelow *x = *(QlBelow *const *)a;
    const QlBelow *y = *(QlBelow *const *)b;

    if (x->waits != y->waits) {
        return x->waits ? 1 : -1;
    }
    return strcmp(ql_lock_classes_get(classes, (guint)x->lock_class)->name,
                  ql_lock_classes_get(classes, (guint)y->lock_class)->name);
}

QlBelowList *ql_locks_below(QlLockClasses *classes, QlFunction *function, guint max_doubt)
{
    QlBelowList *list = g_new0(QlBelowList, 1);
    Reached *at;

    list->classes = classes;
    list->max_doubt = max_doubt;
    list->reached = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    list->known = g_hash_table_new(NULL, NULL);
    list->all = g_ptr_array_new_with_free_func(below_free);
    list->queue = ql_cost_queue_new();
    reach(list, (Reached){.function = function});
    while ((at = ql_cost_queue_pop(list->queue))) {
        if (!at->done) {
            at->done = TRUE;
            expand(list, at);
        }
    }
    g_ptr_array_sort_with_data(list->all, compare, classes);
    return list;
}

void ql_locks_below_free(QlBelowList *list)
{
    ql_cost_queue_free(list->queue);
    g_hash_table_destroy(list->reached);
    g_hash_table_destroy(list->known);
    g_ptr_array_unref(list->all);
    g_free(list);
}

const GPtrArray *ql_locks_below_all(const QlBelowList *list)
{
    return list->all;
}
