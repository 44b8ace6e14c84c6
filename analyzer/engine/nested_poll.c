/* SPDX-License-Identifier: Apache-2.0 */
#include "nested_poll.h"
#include "cost_queue.h"
#include "witness.h"
#include <string.h>

/* What a handler does is only told if it is this believable. */
#define MIN_CONFIDENCE 0.7

/* Hooks are told apart if they are called this near to the handler: deeper down, whatever they do
 * says little about it. */
#define MAX_DEPTH 4

/* A context and its cheapest way on to a wait. */
typedef struct Node {
    const QlContext *context;
    guint cost;
    guint doubt;
    gboolean settled;
    GArray *callers;         /* Arc: calls that lead here */
    const struct Node *next; /* NULL: it waits itself */
    const QlSite *site;      /* the call that leads there, or the wait */
} Node;

typedef struct Arc {
    Node *from;
    const QlSite *site;
} Arc;

struct QlNestedPolls {
    const QlEngine *engine;
    int lock_class;
    const GArray *waits;
    GHashTable *nodes; /* const QlContext* -> Node* */
    GPtrArray *order;  /* Node*, in order of the contexts */
    GPtrArray *handlers;
};

static void node_free(gpointer data)
{
    Node *node = data;
    g_array_unref(node->callers);
    g_free(node);
}

static void handler_free(gpointer data)
{
    QlNestedHandler *handler = data;
    g_array_unref(handler->ways);
    g_free(handler);
}

static gboolean holds(const QlEngine *engine, QlLockset lockset, int lock_class)
{
    return ql_tracked_depth(&engine->tracked, lockset, lock_class) > 0;
}

static gboolean is_root(const QlNestedPolls *polls, const QlContext *context)
{
    return !context->parent && context->root->nested &&
           holds(polls->engine, context->lockset, polls->lock_class);
}

/* Whether @event is one of the waits looked for: what it does inside is its own affair. */
static gboolean is_wait(const QlNestedPolls *polls, const QlEvent *event)
{
    const QlOp *op = ql_lock_classes_op(polls->engine->classes, event);
    return op && op->kind == QL_OP_WAIT && ql_classes_have(polls->waits, op->lock);
}

/* ---- the contexts that handlers reach ---- */

static Node *node_of(QlNestedPolls *polls, const QlContext *context)
{
    Node *node = g_hash_table_lookup(polls->nodes, context);
    if (!node) {
        node = g_new0(Node, 1);
        node->context = context;
        node->cost = G_MAXUINT;
        node->callers = g_array_new(FALSE, FALSE, sizeof(Arc));
        g_hash_table_insert(polls->nodes, (gpointer)context, node);
        g_ptr_array_add(polls->order, node);
    }
    return node;
}

static void add_callees(QlNestedPolls *polls, Node *node)
{
    const GArray *sites = node->context->sites;
    for (guint i = 0; i < sites->len; i++) {
        const QlSite *site = &g_array_index(sites, QlSite, i);
        const QlContext *callee =
            site->edge && !is_wait(polls, site->event)
                ? ql_contexts_callee(polls->engine->contexts, node->context, site)
                : NULL;
        if (callee) {
            Arc arc = {node, site};
            g_array_append_val(node_of(polls, callee)->callers, arc);
        }
    }
}

static void add_nodes(QlNestedPolls *polls)
{
    const GPtrArray *all = ql_contexts_all(polls->engine->contexts);
    for (guint i = 0; i < all->len; i++) {
        if (is_root(polls, all->pdata[i])) {
            node_of(polls, all->pdata[i]);
        }
    }
    for (guint i = 0; i < polls->order->len; i++) {
        add_callees(polls, polls->order->pdata[i]);
    }
}

/* ---- from where they wait back to the handlers ---- */

static const QlSite *wait_in(const QlNestedPolls *polls, const QlContext *context)
{
    for (guint i = 0; i < context->sites->len; i++) {
        const QlSite *site = &g_array_index(context->sites, QlSite, i);
        if (!site->edge && site->op == QL_OP_WAIT &&
            ql_classes_have(polls->waits, site->lock_class) &&
            holds(polls->engine, site->lockset, polls->lock_class)) {
            return site;
        }
    }
    return NULL;
}

static void add_waits(QlNestedPolls *polls, QlCostQueue *queue)
{
    for (guint i = 0; i < polls->order->len; i++) {
        Node *node = polls->order->pdata[i];
        node->site = wait_in(polls, node->context);
        if (node->site) {
            node->cost = 0;
            ql_cost_queue_push(queue, 0, node);
        }
    }
}

static void settle(Node *node, QlCostQueue *queue)
{
    node->settled = TRUE;
    for (guint i = 0; i < node->callers->len; i++) {
        const Arc *arc = &g_array_index(node->callers, Arc, i);
        guint cost = node->cost + ql_hop_cost(arc->site->edge);
        guint doubt = node->doubt + ql_hop_doubt(arc->site->edge);
        if (cost < arc->from->cost && doubt <= QL_MAX_DOUBT) {
            arc->from->cost = cost;
            arc->from->doubt = doubt;
            arc->from->next = node;
            arc->from->site = arc->site;
            ql_cost_queue_push(queue, cost, arc->from);
        }
    }
}

static void find_ways(QlNestedPolls *polls)
{
    QlCostQueue *queue = ql_cost_queue_new();
    add_waits(polls, queue);
    for (Node *node; (node = ql_cost_queue_pop(queue));) {
        if (!node->settled) {
            settle(node, queue);
        }
    }
    ql_cost_queue_free(queue);
}

/* ---- handlers ---- */

static QlPlace place_of(const QlContext *context)
{
    return (QlPlace){.context = context, .sites = context->sites};
}

/* A context that the handler reaches by direct calls. */
typedef struct Reached {
    const QlContext *context;
    guint cost;
    guint depth; /* calls from the handler */
    gboolean settled;
    const struct Reached *from;
    const QlSite *site; /* call in from that leads here */
} Reached;

/* A way from the handler to a wait: direct calls, then, unless it waits there, a hop and its tail.
 */
typedef struct Way {
    const Reached *last;
    const QlSite *hop; /* an indirect call in last, or NULL */
    const Node *tail;  /* where it leads */
    guint cost;
} Way;

typedef struct Ways {
    const QlNestedPolls *polls;
    GHashTable *reached; /* const QlContext* -> Reached* */
    GHashTable *by_hook; /* const QlFunction*, reached by the first indirect call -> Way* */
    Way *direct;         /* or NULL */
    QlCostQueue *queue;
} Ways;

static void reach(Ways *ways, const Reached *from, const QlSite *site, const QlContext *context)
{
    guint cost = from ? from->cost + ql_hop_cost(site->edge) : 0;
    Reached *to = g_hash_table_lookup(ways->reached, context);
    if (to && to->cost <= cost) {
        return;
    }
    if (!to) {
        to = g_new0(Reached, 1);
        to->context = context;
        g_hash_table_insert(ways->reached, (gpointer)context, to);
    }
    to->cost = cost;
    to->depth = from ? from->depth + 1 : 0;
    to->from = from;
    to->site = site;
    ql_cost_queue_push(ways->queue, cost, to);
}

/* Of the ways through one hook the cheapest stays. */
static void note_hook(Ways *ways, const Reached *from, const QlSite *site, const Node *tail)
{
    const QlFunction *hook = tail->context->function;
    guint cost = from->cost + ql_hop_cost(site->edge) + tail->cost;
    const Way *known = g_hash_table_lookup(ways->by_hook, hook);
    if (!known || cost < known->cost) {
        Way way = {from, site, tail, cost};
        g_hash_table_insert(ways->by_hook, (gpointer)hook, g_memdup2(&way, sizeof way));
    }
}

static void go_on(Ways *ways, const Reached *reached)
{
    const GArray *sites = reached->context->sites;
    for (guint i = 0; i < sites->len; i++) {
        const QlSite *site = &g_array_index(sites, QlSite, i);
        const QlContext *callee =
            site->edge && !is_wait(ways->polls, site->event)
                ? ql_contexts_callee(ways->polls->engine->contexts, reached->context, site)
                : NULL;
        const Node *node = callee ? g_hash_table_lookup(ways->polls->nodes, callee) : NULL;
        if (!node || !node->site) {
            continue; /* nothing there waits */
        }
        if (ql_edge_is_named(site->edge)) {
            reach(ways, reached, site, callee);
        } else if (reached->depth <= MAX_DEPTH) {
            note_hook(ways, reached, site, node);
        }
    }
}

static void find_hooks(Ways *ways, const QlContext *start)
{
    reach(ways, NULL, NULL, start);
    for (Reached *next; (next = ql_cost_queue_pop(ways->queue));) {
        if (next->settled) {
            continue;
        }
        next->settled = TRUE;
        if (!ways->direct && wait_in(ways->polls, next->context)) {
            Way way = {next, NULL, NULL, next->cost};
            ways->direct = g_memdup2(&way, sizeof way);
        }
        go_on(ways, next);
    }
}

static void add_hop(QlPath *path, const QlContext *context, const QlSite *site)
{
    QlPlace place = place_of(context);
    ql_path_add_call(path, &place, site);
}

static QlPath *path_of(const QlNestedPolls *polls, const Way *way)
{
    QlPath *path = ql_path_new(polls->engine, -1);
    g_autoptr(GPtrArray) chain = g_ptr_array_new();
    const Reached *first = way->last;
    for (; first->from; first = first->from) {
        g_ptr_array_insert(chain, 0, (gpointer)first);
    }
    ql_path_add_root(path, first->context);
    for (guint i = 0; i < chain->len; i++) {
        const Reached *reached = chain->pdata[i];
        add_hop(path, reached->from->context, reached->site);
    }
    if (way->hop) {
        add_hop(path, way->last->context, way->hop);
    }
    const Node *node = way->tail;
    for (; node && node->next; node = node->next) {
        add_hop(path, node->context, node->site);
    }
    QlPlace place = place_of(node ? node->context : way->last->context);
    ql_path_add_op(path, &place, wait_in(polls, place.context), QL_STEP_WAIT);
    return path;
}

static void add_way(const QlNestedPolls *polls, QlNestedHandler *handler, const Way *way)
{
    QlPath *path = path_of(polls, way);
    QlNestedWay found = {NULL, ql_path_confidence(path), way->cost};
    found.witness = ql_path_finish(path);
    if (found.confidence < MIN_CONFIDENCE) {
        ql_witness_free(found.witness);
    } else {
        g_array_append_val(handler->ways, found);
    }
}

static int compare_steps(const QlStep *a, const QlStep *b)
{
    int order = strcmp(a->function, b->function);
    order = order ? order : strcmp(a->callee, b->callee);
    order = order ? order : strcmp(a->file, b->file);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

/* The cheaper first; of equal ones, the order depends on their steps alone. */
static int compare_ways(gconstpointer a, gconstpointer b)
{
    const QlNestedWay *x = a;
    const QlNestedWay *y = b;
    const GPtrArray *one = x->witness->steps;
    const GPtrArray *other = y->witness->steps;
    if (x->cost != y->cost) {
        return x->cost < y->cost ? -1 : 1;
    }
    for (guint i = 1; i <= MIN(one->len, other->len); i++) { /* from the end, where they differ */
        int order = compare_steps(one->pdata[one->len - i], other->pdata[other->len - i]);
        if (order) {
            return order;
        }
    }
    return (one->len > other->len) - (one->len < other->len);
}

static void way_clear(gpointer data)
{
    ql_witness_free(((QlNestedWay *)data)->witness);
}

static void add_handler(QlNestedPolls *polls, const Node *node)
{
    Ways ways = {.polls = polls, .queue = ql_cost_queue_new()};
    QlNestedHandler *handler = g_new0(QlNestedHandler, 1);
    GHashTableIter iter;
    gpointer way;
    handler->root = node->context->root;
    handler->ways = g_array_new(FALSE, FALSE, sizeof(QlNestedWay));
    g_array_set_clear_func(handler->ways, way_clear);
    ways.reached = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    ways.by_hook = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    find_hooks(&ways, node->context);
    if (ways.direct) {
        add_way(polls, handler, ways.direct);
    }
    g_hash_table_iter_init(&iter, ways.by_hook);
    while (g_hash_table_iter_next(&iter, NULL, &way)) {
        add_way(polls, handler, way);
    }
    g_array_sort(handler->ways, compare_ways);
    g_ptr_array_add(polls->handlers, handler);
    ql_cost_queue_free(ways.queue);
    g_hash_table_destroy(ways.reached);
    g_hash_table_destroy(ways.by_hook);
    g_free(ways.direct);
}

static int compare_handlers(gconstpointer a, gconstpointer b, gpointer data)
{
    const QlNestedHandler *x = *(const QlNestedHandler *const *)a;
    const QlNestedHandler *y = *(const QlNestedHandler *const *)b;
    const QlProgram *program = data;
    guint cost_x = g_array_index(x->ways, QlNestedWay, 0).cost;
    guint cost_y = g_array_index(y->ways, QlNestedWay, 0).cost;
    if (cost_x != cost_y) {
        return cost_x < cost_y ? -1 : 1;
    }
    return strcmp(ql_function_key(program, x->root->function),
                  ql_function_key(program, y->root->function));
}

/* What @handler calls to wait, on its cheapest way. */
static const char *first_wait(const QlNestedHandler *handler)
{
    const QlWitness *witness = g_array_index(handler->ways, QlNestedWay, 0).witness;
    return ((const QlStep *)witness->steps->pdata[witness->steps->len - 1])->callee;
}

/* The first handler of each kind of wait comes before all others: ten alike tell little. */
static void diversify(QlNestedPolls *polls)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) others = g_ptr_array_new();
    guint kept = 0;
    for (guint i = 0; i < polls->handlers->len; i++) {
        gpointer handler = polls->handlers->pdata[i];
        if (g_hash_table_add(seen, (gpointer)first_wait(handler))) {
            polls->handlers->pdata[kept++] = handler;
        } else {
            g_ptr_array_add(others, handler);
        }
    }
    for (guint i = 0; i < others->len; i++) {
        polls->handlers->pdata[kept++] = others->pdata[i];
    }
}

static void drop_doubtful(QlNestedPolls *polls)
{
    for (guint i = polls->handlers->len; i > 0; i--) {
        if (!((const QlNestedHandler *)polls->handlers->pdata[i - 1])->ways->len) {
            g_ptr_array_remove_index(polls->handlers, i - 1);
        }
    }
}

QlNestedPolls *ql_nested_polls_new(const QlEngine *engine, int lock_class, const GArray *waits)
{
    QlNestedPolls *polls = g_new0(QlNestedPolls, 1);
    polls->engine = engine;
    polls->lock_class = lock_class;
    polls->waits = waits;
    polls->nodes = g_hash_table_new_full(NULL, NULL, NULL, node_free);
    polls->order = g_ptr_array_new();
    polls->handlers = g_ptr_array_new_with_free_func(handler_free);
    add_nodes(polls);
    find_ways(polls);
    for (guint i = 0; i < polls->order->len; i++) {
        const Node *node = polls->order->pdata[i];
        if (node->site && is_root(polls, node->context)) {
            add_handler(polls, node);
        }
    }
    drop_doubtful(polls);
    g_ptr_array_sort_with_data(polls->handlers, compare_handlers, engine->program);
    diversify(polls);
    return polls;
}

void ql_nested_polls_free(QlNestedPolls *polls)
{
    if (!polls) {
        return;
    }
    g_ptr_array_unref(polls->order);
    g_hash_table_destroy(polls->nodes);
    g_ptr_array_unref(polls->handlers);
    g_free(polls);
}

const GPtrArray *ql_nested_polls_handlers(const QlNestedPolls *polls)
{
    return polls->handlers;
}

/* ---- witnesses ---- */

static int compare_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What is in either of two sorted lists, sorted. */
static char **held_by_both(char **a, char **b)
{
    GPtrArray *all = g_ptr_array_new();
    for (char **name = a; *name; name++) {
        g_ptr_array_add(all, g_strdup(*name));
    }
    for (char **name = b; *name; name++) {
        if (!g_strv_contains((const char *const *)a, *name)) {
            g_ptr_array_add(all, g_strdup(*name));
        }
    }
    g_ptr_array_sort(all, compare_text);
    g_ptr_array_add(all, NULL);
    return (char **)g_ptr_array_free(all, FALSE);
}

static void add_link(const QlEngine *engine, QlWitness *witness, const QlStep *poll,
                     const QlNestedHandler *handler)
{
    const QlProgram *program = engine->program;
    const QlFunction *site = handler->root->registrar_site;
    const char *registration = ql_strings_get(program->strings, handler->root->via);
    g_autofree char *via =
        site ? g_strdup_printf("%s in %s at %s:%u", registration, ql_function_name(program, site),
                               ql_function_file(program, site), handler->root->line)
             : g_strdup(registration);
    ql_witness_add(witness, QL_STEP_NESTED, poll->function, poll->file, poll->line,
                   ql_function_name(program, handler->root->function), via, poll->held);
}

QlWitness *ql_nested_polls_continue(const QlEngine *engine, const QlWitness *poller,
                                    const QlNestedHandler *handler, const QlNestedWay *way)
{
    QlWitness *witness = ql_witness_copy(poller);
    const QlStep *poll = poller->steps->pdata[poller->steps->len - 1];
    add_link(engine, witness, poll, handler);
    for (guint i = 1; i < way->witness->steps->len; i++) { /* its root is the link */
        const QlStep *step = way->witness->steps->pdata[i];
        g_auto(GStrv) held = held_by_both(poll->held, step->held);
        ql_witness_add(witness, step->kind, step->function, step->file, step->line, step->callee,
                       step->via, held);
    }
    return witness;
}
