/* SPDX-License-Identifier: Apache-2.0 */
#include "order_levels.h"
#include <string.h>

/* The classes that occur, numbered by name, and which of them lead to which. */
typedef struct Graph {
    const QlLockClasses *classes;
    GArray *nodes;     /* int: class by number */
    GHashTable *index; /* class -> number */
    guint8 *reach;     /* number of one * n + number of another: there is a way */
    const GPtrArray *edges;
} Graph;

static const char *name_of(const QlLockClasses *classes, int lock_class)
{
    return ql_lock_classes_get(classes, (guint)lock_class)->name;
}

static int compare_classes(gconstpointer a, gconstpointer b, gpointer classes)
{
    return strcmp(name_of(classes, *(const int *)a), name_of(classes, *(const int *)b));
}

static void add_node(Graph *graph, int lock_class)
{
    if (g_hash_table_add(graph->index, GINT_TO_POINTER(lock_class))) {
        g_array_append_val(graph->nodes, lock_class);
    }
}

static guint number_of(const Graph *graph, int lock_class)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(graph->index, GINT_TO_POINTER(lock_class)));
}

static void number_nodes(Graph *graph)
{
    for (guint i = 0; i < graph->edges->len; i++) {
        const QlOrderEdge *edge = graph->edges->pdata[i];
        add_node(graph, edge->from);
        add_node(graph, edge->to);
    }
    g_array_sort_with_data(graph->nodes, compare_classes, (gpointer)graph->classes);
    for (guint i = 0; i < graph->nodes->len; i++) {
        int lock_class = g_array_index(graph->nodes, int, i);
        g_hash_table_insert(graph->index, GINT_TO_POINTER(lock_class), GUINT_TO_POINTER(i));
    }
}

static void reach_from(Graph *graph, guint start)
{
    guint8 *seen = graph->reach + (gsize)start * graph->nodes->len;
    gboolean grown = TRUE;

    while (grown) {
        grown = FALSE;
        for (guint i = 0; i < graph->edges->len; i++) {
            const QlOrderEdge *edge = graph->edges->pdata[i];
            guint from = number_of(graph, edge->from);
            guint to = number_of(graph, edge->to);
            if ((from == start || seen[from]) && !seen[to]) {
                seen[to] = TRUE;
                grown = TRUE;
            }
        }
    }
}

static void graph_init(Graph *graph, const QlLockClasses *classes, const GPtrArray *edges)
{
    *graph = (Graph){.classes = classes,
                     .nodes = g_array_new(FALSE, FALSE, sizeof(int)),
                     .index = g_hash_table_new(NULL, NULL),
                     .edges = edges};
    number_nodes(graph);
    graph->reach = g_new0(guint8, MAX((gsize)graph->nodes->len * graph->nodes->len, 1));
    for (guint i = 0; i < graph->nodes->len; i++) {
        reach_from(graph, i);
    }
}

static void graph_clear(Graph *graph)
{
    g_free(graph->reach);
    g_hash_table_destroy(graph->index);
    g_array_unref(graph->nodes);
}

static gboolean leads(const Graph *graph, guint from, guint to)
{
    return graph->reach[(gsize)from * graph->nodes->len + to];
}

static gboolean in_both_orders(const Graph *graph, guint a, guint b)
{
    return a == b || (leads(graph, a, b) && leads(graph, b, a));
}

/* Levels by number: one more than the greatest that leads here. */
static guint *find_levels(const Graph *graph)
{
    guint *levels = g_new(guint, MAX(graph->nodes->len, 1));
    gboolean changed = TRUE;

    for (guint i = 0; i < graph->nodes->len; i++) {
        levels[i] = 1;
    }
    while (changed) {
        changed = FALSE;
        for (guint a = 0; a < graph->nodes->len; a++) {
            for (guint b = 0; b < graph->nodes->len; b++) {
                guint least = leads(graph, a, b) ? levels[a] + !in_both_orders(graph, a, b) : 1;
                changed |= levels[b] < least;
                levels[b] = MAX(levels[b], least);
            }
        }
    }
    return levels;
}

static void place_free(gpointer data)
{
    QlOrderPlace *place = data;
    g_array_unref(place->classes);
    g_free(place);
}

/* The place of number @first and those in both orders with it; NULL if one before it is such. */
static QlOrderPlace *place_of(const Graph *graph, guint first, guint level)
{
    QlOrderPlace *place;

    for (guint i = 0; i < first; i++) {
        if (in_both_orders(graph, i, first)) {
            return NULL;
        }
    }
    place = g_new0(QlOrderPlace, 1);
    place->level = level;
    place->classes = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = first; i < graph->nodes->len; i++) {
        if (in_both_orders(graph, i, first)) {
            g_array_append_val(place->classes, g_array_index(graph->nodes, int, i));
        }
    }
    return place;
}

static int compare_places(gconstpointer a, gconstpointer b)
{
    const QlOrderPlace *x = *(QlOrderPlace *const *)a;
    const QlOrderPlace *y = *(QlOrderPlace *const *)b;
    return (x->level > y->level) - (x->level < y->level);
}

GPtrArray *ql_order_places(const QlLockClasses *classes, const GPtrArray *edges)
{
    GPtrArray *places = g_ptr_array_new_with_free_func(place_free);
    Graph graph;
    guint *levels;

    graph_init(&graph, classes, edges);
    levels = find_levels(&graph);
    for (guint i = 0; i < graph.nodes->len; i++) {
        QlOrderPlace *place = place_of(&graph, i, levels[i]);
        if (place) {
            g_ptr_array_add(places, place);
        }
    }
    g_ptr_array_sort(places, compare_places); /* stable: by name within a level */
    g_free(levels);
    graph_clear(&graph);
    return places;
}
