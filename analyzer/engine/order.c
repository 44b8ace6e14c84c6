/* SPDX-License-Identifier: Apache-2.0 */
#include "order.h"
#include <string.h>

/* Ways kept of one edge on one thread with the same gates. */
#define MAX_WAYS 4

struct QlOrder {
    const QlEngine *engine;
    guint max_doubt;
    guint8 *leads;     /* to an operation on one of the classes */
    GPtrArray *edges;  /* QlOrderEdge* */
    GHashTable *index; /* from and to as one number -> QlOrderEdge* */
};

static void edge_free(gpointer data)
{
    QlOrderEdge *edge = data;
    g_array_unref(edge->ways);
    g_free(edge);
}

static const char *name_of(const QlOrder *order, int lock_class)
{
    return ql_lock_classes_get(order->engine->classes, (guint)lock_class)->name;
}

static gpointer edge_key(int from, int to)
{
    return GSIZE_TO_POINTER(((gsize)from << 32) + (gsize)to);
}

static QlOrderEdge *find_edge(const QlOrder *order, int from, int to)
{
    return g_hash_table_lookup(order->index, edge_key(from, to));
}

static QlOrderEdge *edge_of(QlOrder *order, int from, int to)
{
    QlOrderEdge *edge = find_edge(order, from, to);
    if (!edge) {
        edge = g_new0(QlOrderEdge, 1);
        edge->from = from;
        edge->to = to;
        edge->ways = g_array_new(FALSE, FALSE, sizeof(QlOrderWay));
        g_hash_table_insert(order->index, edge_key(from, to), edge);
        g_ptr_array_add(order->edges, edge);
    }
    return edge;
}

/* What is held in @lockset besides the edge's own classes; facts are no locks. */
static QlLockset gates_of(const QlOrder *order, QlLockset lockset, const QlOrderEdge *edge)
{
    const QlTracked *tracked = &order->engine->tracked;
    QlLockset gates = 0;
    for (guint i = 0; i < tracked->n; i++) {
        int lock_class = tracked->classes[i];
        const QlLockClass *info = ql_lock_classes_get(order->engine->classes, (guint)lock_class);
        if (!info->fact && lock_class != edge->from && lock_class != edge->to &&
            ql_lockset_depth(lockset, i)) {
            gates = ql_lockset_with(gates, i, 1);
        }
    }
    return gates;
}

/* Keeps @way if few as good are known. Ways come in an order that depends on content alone. */
static void add_way(QlOrderEdge *edge, QlOrderWay way)
{
    guint alike = 0;
    for (guint i = 0; i < edge->ways->len; i++) {
        QlOrderWay *other = &g_array_index(edge->ways, QlOrderWay, i);
        if (other->thread != way.thread || other->gates != way.gates) {
            continue;
        }
        if (other->holder == way.holder && other->violator == way.violator) {
            other->doubt = MIN(other->doubt, way.doubt);
            return;
        }
        if (++alike == MAX_WAYS) {
            if (way.doubt < other->doubt) {
                *other = way;
            }
            return;
        }
    }
    g_array_append_val(edge->ways, way);
}

static void add_violation(QlOrder *order, int from, const QlViolation *violation)
{
    if (violation->lock_class == from) {
        return; /* one class twice has no order */
    }
    QlOrderEdge *edge = edge_of(order, from, violation->lock_class);
    add_way(edge, (QlOrderWay){.holder = violation->holder,
                               .violator = violation->violator,
                               .thread = violation->thread,
                               .gates = gates_of(order, violation->lockset, edge),
                               .doubt = violation->doubt});
}

/* @way: only what it is about; NULL: all. */
static GPtrArray *search(const QlOrder *order, int from, const GArray *to, const QlOrderWay *way,
                         guint max_witnesses)
{
    const QlEngine *engine = order->engine;
    g_autoptr(GArray) threads = g_array_new(FALSE, FALSE, sizeof(guint));
    QlQuery query = ql_query_new(to, max_witnesses);
    query.leads = way ? NULL : order->leads;
    query.max_doubt = order->max_doubt;
    if (way) {
        g_array_append_val(threads, way->thread);
        query.holder = way->holder;
    }
    query.threads = threads;
    ql_query_hold(engine, &query, from);
    return ql_engine_search(engine, &query);
}

static int compare_edges(gconstpointer a, gconstpointer b, gpointer user)
{
    const QlOrder *order = user;
    const QlOrderEdge *x = *(QlOrderEdge *const *)a;
    const QlOrderEdge *y = *(QlOrderEdge *const *)b;
    int result = strcmp(name_of(order, x->from), name_of(order, y->from));
    return result ? result : strcmp(name_of(order, x->to), name_of(order, y->to));
}

QlOrder *ql_order_new(const QlEngine *engine, gboolean (*wanted)(int lock_class, gpointer user),
                      gpointer user, guint max_doubt)
{
    QlOrder *order = g_new0(QlOrder, 1);
    guint n = ql_lock_classes_count(engine->classes);
    g_autoptr(GArray) classes = g_array_new(FALSE, FALSE, sizeof(int));
    order->engine = engine;
    order->max_doubt = max_doubt;
    order->edges = g_ptr_array_new_with_free_func(edge_free);
    order->index = g_hash_table_new(NULL, NULL);
    for (int i = 0; i < (int)n; i++) {
        if (!ql_lock_classes_get(engine->classes, (guint)i)->fact && wanted(i, user)) {
            g_array_append_val(classes, i);
        }
    }
    order->leads = ql_engine_leads(engine, classes);
    for (guint i = 0; i < classes->len; i++) {
        int from = g_array_index(classes, int, i);
        g_autoptr(GPtrArray) violations = search(order, from, classes, NULL, 0);
        for (guint k = 0; k < violations->len; k++) {
            add_violation(order, from, violations->pdata[k]);
        }
    }
    g_ptr_array_sort_with_data(order->edges, compare_edges, order);
    return order;
}

void ql_order_free(QlOrder *order)
{
    g_hash_table_destroy(order->index);
    g_ptr_array_unref(order->edges);
    g_free(order->leads);
    g_free(order);
}

const GPtrArray *ql_order_edges(const QlOrder *order)
{
    return order->edges;
}

/* ---- cycles ---- */

static gboolean parallel(const QlOrder *order, const QlOrderWay *a, const QlOrderWay *b)
{
    const QlThread *thread = order->engine->program->threads->pdata[a->thread];
    return a->thread != b->thread || thread->parallel;
}

/* Whether some way goes with ways of the rest of @cycle, from edge @i on, and with those @chosen.
 */
static gboolean closes(const QlOrder *order, const GPtrArray *cycle, guint i,
                       const QlOrderWay **chosen)
{
    if (i == cycle->len) {
        QlLockset gates = ~(QlLockset)0;
        for (guint k = 0; k < i; k++) {
            gates &= chosen[k]->gates;
        }
        return gates == 0;
    }
    const QlOrderEdge *edge = cycle->pdata[i];
    for (guint w = 0; w < edge->ways->len; w++) {
        gboolean fits = TRUE;
        chosen[i] = &g_array_index(edge->ways, QlOrderWay, w);
        for (guint k = 0; fits && k < i; k++) {
            fits = parallel(order, chosen[i], chosen[k]);
        }
        if (fits && closes(order, cycle, i + 1, chosen)) {
            return TRUE;
        }
    }
    return FALSE;
}

#define MAX_LENGTH 6

static gboolean can_close(const QlOrder *order, const GPtrArray *cycle)
{
    const QlOrderWay *chosen[MAX_LENGTH];
    return cycle->len <= MAX_LENGTH && closes(order, cycle, 0, chosen);
}

int ql_order_compare_ways(gconstpointer a, gconstpointer b)
{
    const QlOrderWay *x = a;
    const QlOrderWay *y = b;
    if (x->doubt != y->doubt) {
        return x->doubt < y->doubt ? -1 : 1;
    }
    if (x->holder != y->holder) {
        return x->holder->index < y->holder->index ? -1 : 1;
    }
    if (x->violator != y->violator) {
        return x->violator->index < y->violator->index ? -1 : 1;
    }
    return (x->thread > y->thread) - (x->thread < y->thread);
}

GArray *ql_order_ways(const QlOrder *order, const GPtrArray *cycle, const QlOrderEdge *edge)
{
    GArray *ways = g_array_new(FALSE, FALSE, sizeof(QlOrderWay));
    for (guint i = 0; i < edge->ways->len; i++) {
        QlOrderWay way = g_array_index(edge->ways, QlOrderWay, i);
        QlOrderEdge only = *edge;
        g_autoptr(GPtrArray) other = g_ptr_array_new();
        only.ways = g_array_new(FALSE, FALSE, sizeof(QlOrderWay));
        g_array_append_val(only.ways, way);
        for (guint k = 0; k < cycle->len; k++) {
            g_ptr_array_add(other, cycle->pdata[k] == edge ? (gpointer)&only : cycle->pdata[k]);
        }
        if (can_close(order, other)) {
            g_array_append_val(ways, way);
        }
        g_array_unref(only.ways);
    }
    g_array_sort(ways, ql_order_compare_ways);
    return ways;
}

/* The shortest way back from @start->to to @start->from, as edges after @start; NULL: there is
 * none. */
static GPtrArray *shortest_cycle(const QlOrder *order, QlOrderEdge *start)
{
    g_autoptr(GHashTable) into = g_hash_table_new(NULL, NULL); /* class -> edge that reached it */
    g_autoptr(GQueue) queue = g_queue_new();
    g_hash_table_insert(into, GINT_TO_POINTER(start->to), start);
    g_queue_push_tail(queue, GINT_TO_POINTER(start->to));
    while (!g_queue_is_empty(queue) && !g_hash_table_contains(into, GINT_TO_POINTER(start->from))) {
        int at = GPOINTER_TO_INT(g_queue_pop_head(queue));
        for (guint i = 0; i < order->edges->len; i++) {
            QlOrderEdge *edge = order->edges->pdata[i];
            if (edge->from == at && !g_hash_table_contains(into, GINT_TO_POINTER(edge->to))) {
                g_hash_table_insert(into, GINT_TO_POINTER(edge->to), edge);
                g_queue_push_tail(queue, GINT_TO_POINTER(edge->to));
            }
        }
    }
    QlOrderEdge *edge = g_hash_table_lookup(into, GINT_TO_POINTER(start->from));
    GPtrArray *cycle = edge ? g_ptr_array_new() : NULL;
    for (; edge && edge != start; edge = g_hash_table_lookup(into, GINT_TO_POINTER(edge->from))) {
        g_ptr_array_insert(cycle, 0, edge);
    }
    if (cycle) {
        g_ptr_array_insert(cycle, 0, start);
    }
    return cycle;
}

/* Turns @cycle so that it starts at the class of the least name. */
static GPtrArray *turn(const QlOrder *order, GPtrArray *cycle)
{
    guint first = 0;
    for (guint i = 1; i < cycle->len; i++) {
        const QlOrderEdge *edge = cycle->pdata[i];
        const QlOrderEdge *least = cycle->pdata[first];
        first = strcmp(name_of(order, edge->from), name_of(order, least->from)) < 0 ? i : first;
    }
    GPtrArray *turned = g_ptr_array_new();
    for (guint i = 0; i < cycle->len; i++) {
        g_ptr_array_add(turned, cycle->pdata[(first + i) % cycle->len]);
    }
    g_ptr_array_unref(cycle);
    return turned;
}

static gboolean is_known(const GPtrArray *cycles, const GPtrArray *cycle)
{
    for (guint i = 0; i < cycles->len; i++) {
        const GPtrArray *other = cycles->pdata[i];
        if (other->len == cycle->len &&
            memcmp(other->pdata, cycle->pdata, cycle->len * sizeof(gpointer)) == 0) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean passes(const GPtrArray *cycle, int lock_class)
{
    for (guint i = 0; i < cycle->len; i++) {
        if (((const QlOrderEdge *)cycle->pdata[i])->from == lock_class) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether a cycle before number @i of @cycles, which is shorter, is made of some of its classes. */
static gboolean is_extension(const GPtrArray *cycles, guint i)
{
    const GPtrArray *cycle = cycles->pdata[i];
    for (guint k = 0; k < i; k++) {
        const GPtrArray *other = cycles->pdata[k];
        gboolean all = other->len < cycle->len;
        for (guint e = 0; all && e < other->len; e++) {
            all = passes(cycle, ((const QlOrderEdge *)other->pdata[e])->from);
        }
        if (all) {
            return TRUE;
        }
    }
    return FALSE;
}

static int compare_lengths(gconstpointer a, gconstpointer b)
{
    const GPtrArray *x = *(GPtrArray *const *)a;
    const GPtrArray *y = *(GPtrArray *const *)b;
    return (x->len > y->len) - (x->len < y->len);
}

GPtrArray *ql_order_cycles(const QlOrder *order)
{
    GPtrArray *cycles = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < order->edges->len; i++) {
        GPtrArray *cycle = shortest_cycle(order, order->edges->pdata[i]);
        cycle = cycle ? turn(order, cycle) : NULL;
        if (cycle && !is_known(cycles, cycle) && can_close(order, cycle)) {
            g_ptr_array_add(cycles, cycle);
        } else if (cycle) {
            g_ptr_array_unref(cycle);
        }
    }
    g_ptr_array_sort(cycles, compare_lengths);
    for (guint i = cycles->len; i > 0; i--) {
        if (is_extension(cycles, i - 1)) {
            g_ptr_array_remove_index(cycles, i - 1);
        }
    }
    return cycles;
}

/* ---- witnesses ---- */

QlWitness *ql_order_witness(const QlOrder *order, const QlOrderEdge *edge, const QlOrderWay *way,
                            double *confidence)
{
    g_autoptr(GArray) to = g_array_new(FALSE, FALSE, sizeof(int));
    g_array_append_val(to, edge->to);
    g_autoptr(GPtrArray) violations = search(order, edge->from, to, way, 1);
    for (guint i = 0; i < violations->len; i++) {
        QlViolation *violation = violations->pdata[i];
        if (violation->violator == way->violator && violation->witnesses->len) {
            QlWitness *witness = violation->witnesses->pdata[0];
            violation->witnesses->pdata[0] = NULL;
            *confidence = g_array_index(violation->confidences, double, 0);
            return witness;
        }
    }
    return NULL;
}
