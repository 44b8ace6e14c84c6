/* SPDX-License-Identifier: Apache-2.0 */
#include "path_search.h"

#include "contexts.h"
#include <string.h>

/* Set in a node's states once a hop went through QlPathQuery.via. */
#define VIA_SEEN (G_GUINT64_CONSTANT(1) << 63)

/* Paths that are found and not shown, before the search gives up. */
#define MAX_HIDDEN 1000

/* A cost: what a path is ordered by first, and in the low bits its doubt. */
#define COST_SHIFT 32

/* A function under some states of the expression, as one search sees it. */
typedef struct Node {
    guint function;
    guint64 states;
    guint64 cost;
    guint hops;
    gboolean settled;
    const struct Node *from;
    const QlCallEdge *edge; /* from there; NULL: the path begins here */
} Node;

/* A path as the algorithm keeps it: where it leaves the path it was made from, too. */
typedef struct Route {
    GArray *nodes; /* Node; from is not valid here */
    guint64 cost;
    guint deviation;
    gboolean hidden; /* not for the eyes: see is_shown() */
} Route;

typedef struct Entry {
    guint64 estimate;
    guint64 sequence;
    Node *node;
} Entry;

typedef struct Search {
    const QlPathQuery *query;
    guint *hops_left;      /* by function: least hops to an end; G_MAXUINT: none leads there */
    GPtrArray *found;      /* Route*, shortest first */
    GPtrArray *candidates; /* Route*, in any order */
} Search;

/* One run of A*. */
typedef struct Run {
    const Search *search;
    GHashTable *nodes;  /* set of Node* */
    GHashTable *passed; /* set of Node*: on the fixed beginning */
    GHashTable *taken;  /* set of Node*: found paths go on with it there */
    gboolean end_taken; /* … or end there */
    const Node *spur;   /* last node of the fixed beginning, or NULL */
    GArray *heap;       /* Entry: a binary heap */
    guint64 sequence;
} Run;

static void route_free(gpointer data)
{
    Route *route = data;
    g_array_unref(route->nodes);
    g_free(route);
}

static guint node_hash(gconstpointer key)
{
    const Node *node = key;
    guint64 mixed = (node->states + node->function) * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
    return (guint)(mixed >> 32) ^ node->function;
}

static gboolean node_equal(gconstpointer a, gconstpointer b)
{
    const Node *x = a;
    const Node *y = b;
    return x->function == y->function && x->states == y->states;
}

/* ---- the heap ---- */

static gboolean comes_before(const Entry *a, const Entry *b)
{
    return a->estimate != b->estimate ? a->estimate < b->estimate : a->sequence < b->sequence;
}

static void swap_entries(GArray *heap, guint a, guint b)
{
    Entry kept = g_array_index(heap, Entry, a);
    g_array_index(heap, Entry, a) = g_array_index(heap, Entry, b);
    g_array_index(heap, Entry, b) = kept;
}

static gboolean is_before(GArray *heap, guint a, guint b)
{
    return comes_before(&g_array_index(heap, Entry, a), &g_array_index(heap, Entry, b));
}

static void heap_push(GArray *heap, Entry entry)
{
    g_array_append_val(heap, entry);
    for (guint i = heap->len - 1; i > 0 && is_before(heap, i, (i - 1) / 2); i = (i - 1) / 2) {
        swap_entries(heap, i, (i - 1) / 2);
    }
}

static Node *heap_pop(GArray *heap)
{
    if (heap->len == 0) {
        return NULL;
    }
    Node *node = g_array_index(heap, Entry, 0).node;
    swap_entries(heap, 0, heap->len - 1);
    g_array_set_size(heap, heap->len - 1);
    for (guint i = 0, child = 1; child < heap->len; child = 2 * i + 1) {
        if (child + 1 < heap->len && is_before(heap, child + 1, child)) {
            child++;
        }
        if (!is_before(heap, child, i)) {
            break;
        }
        swap_entries(heap, i, child);
        i = child;
    }
    return node;
}

/* ---- how far it is to an end ---- */

static void add_end(Search *search, guint function, guint hops, GArray *todo)
{
    if (search->hops_left[function] == G_MAXUINT) {
        search->hops_left[function] = hops;
        g_array_append_val(todo, function);
    }
}

static void measure(Search *search)
{
    const QlPathQuery *query = search->query;
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < query->expr->n_functions; i++) {
        search->hops_left[i] = G_MAXUINT;
    }
    for (guint i = 0; i < query->expr->n_functions; i++) {
        if (query->expr->member[i] & query->expr->last) {
            add_end(search, i, 0, todo);
        }
    }
    for (guint k = 0; k < todo->len; k++) {
        guint function = g_array_index(todo, guint, k);
        guint hops = search->hops_left[function] + 1;
        const GPtrArray *edges = query->graph->in[function];
        for (guint i = 0; i < edges->len && (!query->max_hops || hops <= query->max_hops); i++) {
            guint caller = ((const QlCallEdge *)edges->pdata[i])->caller->index;
            if (query->expr->member[caller]) {
                add_end(search, caller, hops, todo);
            }
        }
    }
}

static guint64 hop_cost(const QlPathQuery *query, const QlCallEdge *edge)
{
    guint64 cost = query->likely ? ql_hop_cost(edge) : 10;
    return (cost << COST_SHIFT) + ql_hop_doubt(edge);
}

/* ---- one search ---- */

/* A path may begin with a call of what its first function was passed. */
static guint hops_left(const Search *search, const Node *node)
{
    guint least = search->hops_left[node->function];
    const GPtrArray *passed = search->query->graph->passed[node->function];
    for (guint i = 0; node->hops == 0 && i < passed->len; i++) {
        guint left = search->hops_left[((const QlCallEdge *)passed->pdata[i])->callee->index];
        least = left == G_MAXUINT ? least : MIN(least, left + 1);
    }
    return least;
}

static void reach(Run *run, Node node)
{
    const Search *search = run->search;
    guint left = hops_left(search, &node);
    gboolean taken = node.from == run->spur && g_hash_table_contains(run->taken, &node);
    if (left == G_MAXUINT || taken || g_hash_table_contains(run->passed, &node) ||
        (search->query->max_hops && node.hops + left > search->query->max_hops)) {
        return;
    }
    Node *known = g_hash_table_lookup(run->nodes, &node);
    if (known && known->cost <= node.cost) {
        return;
    }
    if (!known) {
        known = g_new0(Node, 1);
        *known = node;
        g_hash_table_add(run->nodes, known);
    } else {
        known->cost = node.cost;
        known->hops = node.hops;
        known->from = node.from;
        known->edge = node.edge;
    }
    guint64 estimate = node.cost + ((guint64)left * 10 << COST_SHIFT);
    heap_push(run->heap, (Entry){estimate, run->sequence++, known});
}

static void follow(Run *run, const Node *node, const GPtrArray *edges)
{
    const QlPathQuery *query = run->search->query;
    for (guint i = 0; i < edges->len; i++) {
        const QlCallEdge *edge = edges->pdata[i];
        guint64 states =
            ql_path_expr_step(query->expr, node->states & ~VIA_SEEN, edge->callee->index);
        if (!states) {
            continue;
        }
        if (query->via && ((node->states & VIA_SEEN) ||
                           ql_edge_is_via(query->graph->program, edge, query->via))) {
            states |= VIA_SEEN;
        }
        reach(run, (Node){.function = edge->callee->index,
                          .states = states,
                          .cost = node->cost + hop_cost(query, edge),
                          .hops = node->hops + 1,
                          .from = node,
                          .edge = edge});
    }
}

static void follow_calls(Run *run, const Node *node)
{
    const QlCallGraph *graph = run->search->query->graph;
    follow(run, node, graph->out[node->function]);
    if (node->hops == 0) {
        follow(run, node, graph->passed[node->function]);
    }
}

static void begin_anywhere(Run *run)
{
    const QlPathExpr *expr = run->search->query->expr;
    for (guint i = 0; i < expr->n_functions; i++) {
        guint64 states = ql_path_expr_start(expr, i);
        if (states) {
            reach(run, (Node){.function = i, .states = states});
        }
    }
}

static gboolean is_end(const Run *run, const Node *node)
{
    const QlPathQuery *query = run->search->query;
    return (node->states & query->expr->last) && (!query->via || (node->states & VIA_SEEN)) &&
           !(run->end_taken && node == run->spur);
}

/* The cheapest end, or NULL. */
static const Node *run_search(Run *run)
{
    if (run->spur) {
        if (is_end(run, run->spur)) {
            return run->spur;
        }
        follow_calls(run, run->spur);
    } else {
        begin_anywhere(run);
    }
    for (Node *node; (node = heap_pop(run->heap));) {
        if (node->settled) {
            continue;
        }
        node->settled = TRUE;
        if (is_end(run, node)) {
            return node;
        }
        follow_calls(run, node);
    }
    return NULL;
}

static Route *make_route(const GArray *root, guint n_root, const Node *spur, const Node *end)
{
    Route *route = g_new0(Route, 1);
    g_autoptr(GPtrArray) tail = g_ptr_array_new();
    route->cost = end->cost;
    for (const Node *node = end; node && node != spur; node = node->from) {
        g_ptr_array_add(tail, (gpointer)node);
    }
    route->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
    if (n_root) {
        g_array_append_vals(route->nodes, root->data, n_root);
    }
    for (guint i = tail->len; i > 0; i--) {
        g_array_append_vals(route->nodes, tail->pdata[i - 1], 1);
    }
    route->deviation = n_root;
    return route;
}

/* ---- Yen's algorithm ---- */

static gboolean same_beginning(const Route *route, const GArray *root, guint n)
{
    if (route->nodes->len < n) {
        return FALSE;
    }
    for (guint i = 0; i < n; i++) {
        if (!node_equal(&g_array_index(route->nodes, Node, i), &g_array_index(root, Node, i))) {
            return FALSE;
        }
    }
    return TRUE;
}

/* Blocks what would repeat the beginning, or give a path that is known. */
static void block(Run *run, const GArray *root, guint n)
{
    for (guint i = 0; i < n; i++) {
        g_hash_table_add(run->passed, &g_array_index(root, Node, i));
    }
    for (guint i = 0; i < run->search->found->len; i++) {
        const Route *route = run->search->found->pdata[i];
        if (!same_beginning(route, root, n)) {
            continue;
        }
        if (route->nodes->len == n) {
            run->end_taken = TRUE;
        } else {
            g_hash_table_add(run->taken, &g_array_index(route->nodes, Node, n));
        }
    }
}

/* The cheapest path that begins with the first @n nodes of @root and is not found yet. */
static void find_deviation(Search *search, const GArray *root, guint n)
{
    Run run = {.search = search};
    run.nodes = g_hash_table_new_full(node_hash, node_equal, g_free, NULL);
    run.passed = g_hash_table_new(node_hash, node_equal);
    run.taken = g_hash_table_new(node_hash, node_equal);
    run.heap = g_array_new(FALSE, FALSE, sizeof(Entry));
    run.spur = n ? &g_array_index(root, Node, n - 1) : NULL;
    block(&run, root, n);
    const Node *end = run_search(&run);
    if (end) {
        g_ptr_array_add(search->candidates, make_route(root, n, run.spur, end));
    }
    g_array_unref(run.heap);
    g_hash_table_destroy(run.taken);
    g_hash_table_destroy(run.passed);
    g_hash_table_destroy(run.nodes);
}

/* By the keys of the functions, whose indexes are in that order. */
static int compare_functions(const Route *a, const Route *b)
{
    for (guint i = 0; i < MIN(a->nodes->len, b->nodes->len); i++) {
        guint x = g_array_index(a->nodes, Node, i).function;
        guint y = g_array_index(b->nodes, Node, i).function;
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return (a->nodes->len > b->nodes->len) - (a->nodes->len < b->nodes->len);
}

static int compare_routes(const Route *a, const Route *b)
{
    if (a->cost != b->cost) {
        return a->cost < b->cost ? -1 : 1;
    }
    return compare_functions(a, b);
}

static Route *take_best(GPtrArray *candidates)
{
    guint best = 0;
    for (guint i = 1; i < candidates->len; i++) {
        if (compare_routes(candidates->pdata[i], candidates->pdata[best]) < 0) {
            best = i;
        }
    }
    return candidates->len ? g_ptr_array_steal_index(candidates, best) : NULL;
}

static gboolean comes_back(const Route *route)
{
    for (guint i = 1; i < route->nodes->len; i++) {
        const Node *node = &g_array_index(route->nodes, Node, i);
        for (guint k = 0; k < i; k++) {
            const Node *before = &g_array_index(route->nodes, Node, k);
            if (before->function == node->function &&
                ((before->states ^ node->states) & ~VIA_SEEN) == 0) {
                return TRUE;
            }
        }
    }
    return FALSE;
}

/*
 * With a field to go through, the same functions with and without it behind them are different
 * nodes: a path may then come back to a function, or differ from another in nothing else.
 */
static gboolean is_shown(const Search *search, const Route *route)
{
    for (guint i = 0; search->query->via && i < search->found->len; i++) {
        if (compare_functions(search->found->pdata[i], route) == 0) {
            return FALSE;
        }
    }
    return !search->query->via || !comes_back(route);
}

static void find_routes(Search *search, guint max)
{
    guint n_found = 0;
    guint n_hidden = 0;
    find_deviation(search, NULL, 0);
    for (Route *route;
         n_found < max && n_hidden < MAX_HIDDEN && (route = take_best(search->candidates));) {
        route->hidden = !is_shown(search, route);
        n_found += !route->hidden;
        n_hidden += route->hidden;
        g_ptr_array_add(search->found, route);
        for (guint n = route->deviation; n_found < max && n <= route->nodes->len; n++) {
            find_deviation(search, route->nodes, n);
        }
    }
}

static void found_path_free(gpointer data)
{
    QlFoundPath *path = data;
    g_ptr_array_unref(path->edges);
    g_free(path);
}

static QlFoundPath *path_of(const Search *search, const Route *route)
{
    QlFoundPath *path = g_new0(QlFoundPath, 1);
    guint first = g_array_index(route->nodes, Node, 0).function;
    path->first = search->query->graph->functions->pdata[first];
    path->edges = g_ptr_array_new();
    for (guint i = 1; i < route->nodes->len; i++) {
        g_ptr_array_add(path->edges, (gpointer)g_array_index(route->nodes, Node, i).edge);
    }
    return path;
}

GPtrArray *ql_path_search(const QlPathQuery *query, guint max)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(found_path_free);
    Search search = {.query = query};
    search.hops_left = g_new(guint, query->expr->n_functions);
    search.found = g_ptr_array_new_with_free_func(route_free);
    search.candidates = g_ptr_array_new_with_free_func(route_free);
    measure(&search);
    find_routes(&search, max);
    for (guint i = 0; i < search.found->len; i++) {
        const Route *route = search.found->pdata[i];
        if (!route->hidden) {
            g_ptr_array_add(paths, path_of(&search, route));
        }
    }
    g_ptr_array_unref(search.candidates);
    g_ptr_array_unref(search.found);
    g_free(search.hops_left);
    return paths;
}

static gboolean is_via(const QlProgram *program, QlSym text, const char *via)
{
    if (!text) {
        return FALSE;
    }
    g_autofree char *plain = ql_key_plain(ql_strings_get(program->strings, text));
    const char *space = strrchr(plain, ' ');
    return g_str_equal(plain, via) || (space && g_str_equal(space + 1, via));
}

gboolean ql_edge_is_via(const QlProgram *program, const QlCallEdge *edge, const char *via)
{
    return is_via(program, edge->via, via);
}

static gboolean some_edge_is_via(const QlCallGraph *graph, const char *via)
{
    for (guint i = 0; i < graph->functions->len; i++) {
        const GPtrArray *edges = graph->out[i];
        for (guint k = 0; k < edges->len; k++) {
            if (ql_edge_is_via(graph->program, edges->pdata[k], via)) {
                return TRUE;
            }
        }
    }
    return FALSE;
}

gboolean ql_via_is_known(QlProgram *program, const char *via)
{
    for (guint i = 0; i < program->indirect->len; i++) {
        const QlIndirect *site = program->indirect->pdata[i];
        if (is_via(program, site->via, via)) {
            return TRUE;
        }
    }
    guint edges = QL_GRAPH_CALLS | QL_GRAPH_PASSED | QL_GRAPH_LATER | QL_GRAPH_GATEWAYS;
    g_autoptr(QlCallGraph) graph = ql_call_graph_new(program, edges, NULL);
    return some_edge_is_via(graph, via);
}
