/* SPDX-License-Identifier: Apache-2.0 */
#include "value_flow_private.h"

static guint64 pack(NodeKind kind, guint a, guint b)
{
    return ((guint64)kind << 60) | ((guint64)a << 30) | b;
}

/* g_int64_hash() folds the two numbers of a pair onto each other, where they cancel out. */
static guint pair_hash(gconstpointer key)
{
    return (guint)((*(const guint64 *)key * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)) >> 32);
}

static guint node_id(QlValueFlow *flow, NodeKind kind, guint a, guint b)
{
    guint64 key = pack(kind, a, b);
    gpointer found = g_hash_table_lookup(flow->node_ids, &key);
    if (found) {
        return GPOINTER_TO_UINT(found) - 1;
    }
    Node node = {.kind = (guint8)kind, .a = a, .b = b};
    g_array_append_val(flow->nodes, node);
    g_hash_table_insert(flow->node_ids, g_memdup2(&key, sizeof key),
                        GUINT_TO_POINTER(flow->nodes->len));
    return flow->nodes->len - 1;
}

static void append_ref(GArray **array, gsize size, gconstpointer value)
{
    if (!*array) {
        *array = g_array_sized_new(FALSE, FALSE, size, 2);
    }
    g_array_append_vals(*array, value, 1);
}

static void enqueue(QlValueFlow *flow, guint id)
{
    Node *node = ql_value_node(flow, id);
    if (!node->queued) {
        node->queued = TRUE;
        g_queue_push_tail(flow->work, GUINT_TO_POINTER(id));
    }
}

static gboolean set_add(GHashTable *set, guint64 key)
{
    if (g_hash_table_contains(set, &key)) {
        return FALSE;
    }
    g_hash_table_add(set, g_memdup2(&key, sizeof key));
    return TRUE;
}

static void add_value(QlValueFlow *flow, guint id, guint value)
{
    if (!set_add(flow->members, ((guint64)id << 32) | value)) {
        return;
    }
    append_ref(&ql_value_node(flow, id)->values, sizeof value, &value);
    enqueue(flow, id);
}

static void add_copy(QlValueFlow *flow, guint from, guint to)
{
    if (from == to) {
        return;
    }
    append_ref(&ql_value_node(flow, from)->copies, sizeof to, &to);
    const GArray *values = ql_value_node(flow, from)->values;
    /* A node's earlier values were propagated before this copy existed. */
    for (guint i = 0; values && i < values->len; i++) {
        guint value = g_array_index(values, guint, i);
        if (value < flow->n_functions || ql_value_node(flow, to)->pointer) {
            add_value(flow, to, value);
        }
        values = ql_value_node(flow, from)->values;
    }
}

/* Adds a node for an expression that names a place; FALSE if it is not one. */
gboolean ql_value_place(QlValueFlow *flow, guint function, const QlFlow *graph, QlExprRef ref,
                        guint *id)
{
    const QlExpr *expr = ql_flow_expr(graph, ref);
    switch (expr->kind) {
    case QL_EXPR_FIELD: *id = node_id(flow, NODE_FIELD, expr->record, expr->name); return TRUE;
    case QL_EXPR_GLOBAL: *id = node_id(flow, NODE_GLOBAL, expr->name, 0); return TRUE;
    case QL_EXPR_PARAM: *id = node_id(flow, NODE_PARAM, function, (guint)expr->value); return TRUE;
    case QL_EXPR_LOCAL: *id = node_id(flow, NODE_LOCAL, function, (guint)expr->value); return TRUE;
    case QL_EXPR_CALL: *id = node_id(flow, NODE_CALL, function, (guint)expr->value); return TRUE;
    case QL_EXPR_INDEX: return ql_value_place(flow, function, graph, expr->a, id);
    case QL_EXPR_DEREF:
        /* *array is its first element; a real pointer is handled by derefs. */
        return ql_flow_expr(graph, expr->a)->kind == QL_EXPR_GLOBAL &&
               ql_value_place(flow, function, graph, expr->a, id);
    default: return FALSE;
    }
}

/*
 * Addresses are followed through parameters and locals only: out-parameters. Through fields they
 * are the links of lists, which would connect everything with everything.
 */
static gboolean may_point(const QlExpr *expr)
{
    return expr->kind == QL_EXPR_PARAM || expr->kind == QL_EXPR_LOCAL;
}

/* The node of p in *p or p[i], if p is a parameter or local. */
gboolean ql_value_pointer(QlValueFlow *flow, guint function, const QlFlow *graph, QlExprRef ref,
                          guint *id)
{
    const QlExpr *expr = ql_flow_expr(graph, ref);
    return (expr->kind == QL_EXPR_DEREF || expr->kind == QL_EXPR_INDEX) &&
           may_point(ql_flow_expr(graph, expr->a)) &&
           ql_value_place(flow, function, graph, expr->a, id);
}

static void add_deref(QlValueFlow *flow, guint pointer, guint other, gboolean store)
{
    Deref deref = {pointer, other, store};
    append_ref(&ql_value_node(flow, pointer)->derefs, sizeof deref, &deref);
}

static void add_seed(QlValueFlow *flow, Seed seed)
{
    g_array_append_val(flow->seeds, seed);
}

static void add_functions(QlValueFlow *flow, guint to, QlSym key, const QlDefinition *from,
                          guint line)
{
    g_array_set_size(flow->scratch, 0);
    flow->resolve(key, from, flow->scratch, flow->user);
    for (guint i = 0; i < flow->scratch->len; i++) {
        add_value(flow, to, g_array_index(flow->scratch, guint, i));
        add_seed(flow, (Seed){to, g_array_index(flow->scratch, guint, i), 0, line, from});
        flow->uses[g_array_index(flow->scratch, guint, i)] |= VALUE_TAKEN;
    }
    if (!flow->scratch->len) {
        add_seed(flow, (Seed){to, QL_VALUE_OUTSIDE, key, line, from});
    }
}

/* Whether addresses that come to @id are followed on: see may_point(). */
static gboolean is_followed(const QlValueFlow *flow, guint id)
{
    NodeKind kind = ql_value_node(flow, id)->kind;
    return kind == NODE_PARAM || kind == NODE_LOCAL;
}

static void add_address(QlValueFlow *flow, guint to, guint function, const QlDefinition *def,
                        QlExprRef ref, guint line)
{
    AddressOf address = {.holder = to};
    if (!ql_value_place(flow, function, def->flow, ref, &address.target)) {
        return;
    }
    g_array_append_val(flow->addresses, address);
    if (ql_flow_expr(def->flow, ref)->kind == QL_EXPR_INDEX) {
        add_copy(flow, address.target, to); /* &table[i] is used as table */
    } else if (!is_followed(flow, to)) {
        add_seed(flow, (Seed){address.target, QL_VALUE_LOST, 0, line, def});
    }
}

/* NULL, SIG_IGN and the like, and texts: nothing that could be called. */
static gboolean is_no_function(const QlExpr *expr)
{
    return expr->kind == QL_EXPR_INT || expr->kind == QL_EXPR_STRING;
}

/* Lets the value of @ref flow into node @to. */
static void flow_into(QlValueFlow *flow, guint to, guint function, const QlDefinition *def,
                      QlExprRef ref, guint line)
{
    const QlExpr *expr = ql_flow_expr(def->flow, ref);
    guint id;
    if (expr->kind == QL_EXPR_FUNCTION) {
        add_functions(flow, to, expr->name, def, line);
        return;
    }
    if (expr->kind == QL_EXPR_ADDR) {
        add_address(flow, to, function, def, expr->a, line);
        return;
    }
    gboolean place = ql_value_place(flow, function, def->flow, ref, &id);
    if (place) {
        add_copy(flow, id, to);
    }
    if (ql_value_pointer(flow, function, def->flow, ref, &id)) {
        add_deref(flow, id, to, FALSE);
    } else if (!place && !is_no_function(expr)) {
        add_seed(flow, (Seed){to, QL_VALUE_LOST, 0, line, def});
    }
}

/* A store through a pointer; FALSE if we do not know of any such pointer. */
static gboolean add_store(QlValueFlow *flow, guint function, const QlDefinition *def,
                          const QlEvent *event)
{
    guint id;
    if (!ql_value_pointer(flow, function, def->flow, event->target, &id)) {
        return FALSE;
    }
    /* A node of its own carries the value to whatever the pointer turns out to address. */
    guint carrier = node_id(flow, NODE_CALL, function, QL_VALUE_CARRIER + event->id);
    flow_into(flow, carrier, function, def, event->value, event->line);
    add_deref(flow, id, carrier, TRUE);
    return TRUE;
}

/* Notes how the functions that @ref of @def names are used: as @use says. */
static void note_use(QlValueFlow *flow, const QlDefinition *def, QlExprRef ref, guint8 use)
{
    const QlExpr *expr = ql_flow_expr(def->flow, ref);
    g_array_set_size(flow->scratch, 0);
    if (expr->kind == QL_EXPR_FUNCTION) {
        flow->resolve(expr->name, def, flow->scratch, flow->user);
    }
    for (guint i = 0; i < flow->scratch->len; i++) {
        flow->uses[g_array_index(flow->scratch, guint, i)] |= use;
    }
}

/* Functions among the arguments of @call from number @first on leave the program. */
static void note_escapes(QlValueFlow *flow, CallRef call, guint first)
{
    const QlDefinition *caller = flow->functions[call.function];
    for (guint i = first; i < call.event->n_args; i++) {
        note_use(flow, caller, ql_flow_arg(caller->flow, call.event, i),
                 VALUE_TAKEN | VALUE_ESCAPES);
    }
}

static void add_assignment(QlValueFlow *flow, guint function, const QlDefinition *def,
                           const QlEvent *event)
{
    guint id;
    gboolean place = ql_value_place(flow, function, def->flow, event->target, &id);
    if (place) {
        flow_into(flow, id, function, def, event->value, event->line);
    }
    if (function < flow->n_functions && !add_store(flow, function, def, event) && !place) {
        Blind blind = {function, event};
        g_array_append_val(flow->blind, blind);
        note_use(flow, def, event->value, VALUE_TAKEN | VALUE_ESCAPES);
    }
}

static void bind_call(QlValueFlow *flow, CallRef call, guint callee)
{
    guint64 identity = ((guint64)call.function << 40) ^ ((guint64)call.event->id << 20) ^ callee;
    if (call.event->id < (1u << 20) && callee < (1u << 20) && !set_add(flow->bound, identity)) {
        return;
    }
    const QlDefinition *caller = flow->functions[call.function];
    flow->uses[callee] |= VALUE_CALLED;
    guint n = MIN(call.event->n_args, flow->functions[callee]->params->len);
    for (guint i = 0; i < n; i++) {
        guint param = node_id(flow, NODE_PARAM, callee, i);
        flow_into(flow, param, call.function, caller, ql_flow_arg(caller->flow, call.event, i),
                  call.event->line);
    }
    add_copy(flow, node_id(flow, NODE_RETURN, callee, 0),
             node_id(flow, NODE_CALL, call.function, call.event->id));
}

/* A function that no TU defines may write what it gets the address of. */
static void add_written(QlValueFlow *flow, CallRef call, QlSym key)
{
    const QlDefinition *caller = flow->functions[call.function];
    for (guint i = 0; i < call.event->n_args; i++) {
        const QlExpr *arg = ql_flow_expr(caller->flow, ql_flow_arg(caller->flow, call.event, i));
        guint id;
        if (arg->kind == QL_EXPR_ADDR &&
            ql_value_place(flow, call.function, caller->flow, arg->a, &id)) {
            add_seed(flow, (Seed){id, QL_VALUE_WRITTEN, key, call.event->line, caller});
        }
    }
}

static void add_direct_call(QlValueFlow *flow, CallRef call, QlSym key)
{
    g_autoptr(GArray) callees = g_array_new(FALSE, FALSE, sizeof(guint));
    flow->resolve(key, flow->functions[call.function], callees, flow->user);
    for (guint i = 0; i < callees->len; i++) {
        guint callee = g_array_index(callees, guint, i);
        bind_call(flow, call, callee);
        note_escapes(flow, call, flow->functions[callee]->params->len);
    }
    if (!callees->len) {
        add_written(flow, call, key);
        note_escapes(flow, call, 0);
    }
}

static void add_call(QlValueFlow *flow, guint function, const QlDefinition *def,
                     const QlEvent *event)
{
    const QlExpr *callee = ql_flow_expr(def->flow, event->target);
    CallRef call = {function, event};
    guint id;
    if (callee->kind == QL_EXPR_FUNCTION) {
        add_direct_call(flow, call, callee->name);
        return;
    }
    for (guint i = 0; i < event->n_args; i++) {
        note_use(flow, def, ql_flow_arg(def->flow, event, i), VALUE_TAKEN);
    }
    if (ql_value_place(flow, function, def->flow, event->target, &id)) {
        append_ref(&ql_value_node(flow, id)->calls, sizeof call, &call);
    }
    if (ql_value_pointer(flow, function, def->flow, event->target, &id)) {
        guint loaded = node_id(flow, NODE_CALL, function, QL_VALUE_CARRIER + event->id);
        add_deref(flow, id, loaded, FALSE);
        append_ref(&ql_value_node(flow, loaded)->calls, sizeof call, &call);
        ql_value_node(flow, id)->pointer = TRUE;
    }
}

static void add_return(QlValueFlow *flow, guint function, const QlDefinition *def,
                       const QlBlock *block)
{
    if (block->term == QL_TERM_RETURN && block->cond) {
        flow_into(flow, node_id(flow, NODE_RETURN, function, 0), function, def, block->cond,
                  block->line);
    }
}

static void add_function(QlValueFlow *flow, guint function)
{
    const QlDefinition *def = flow->functions[function];
    if (!def->flow) {
        return;
    }
    for (guint i = 0; i < def->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(def->flow->events, QlEvent, i);
        if (event->kind == QL_EVENT_CALL) {
            add_call(flow, function, def, event);
        } else {
            add_assignment(flow, function, def, event);
        }
    }
    for (guint i = 0; i < def->flow->blocks->len; i++) {
        add_return(flow, function, def, ql_flow_block(def->flow, i));
    }
}

QlValueFlow *ql_value_flow_new(QlDefinition *const *functions, guint n, QlResolveKey resolve,
                               gpointer user)
{
    QlValueFlow *flow = g_new0(QlValueFlow, 1);
    flow->functions = functions;
    flow->n_functions = n;
    flow->resolve = resolve;
    flow->user = user;
    flow->node_ids = g_hash_table_new_full(pair_hash, g_int64_equal, g_free, NULL);
    flow->nodes = g_array_new(FALSE, TRUE, sizeof(Node));
    flow->members = g_hash_table_new_full(pair_hash, g_int64_equal, g_free, NULL);
    flow->bound = g_hash_table_new_full(pair_hash, g_int64_equal, g_free, NULL);
    flow->addresses = g_array_new(FALSE, FALSE, sizeof(AddressOf));
    flow->uses = g_new0(guint8, n);
    flow->seeds = g_array_new(FALSE, FALSE, sizeof(Seed));
    flow->blind = g_array_new(FALSE, FALSE, sizeof(Blind));
    flow->work = g_queue_new();
    flow->scratch = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < n; i++) {
        add_function(flow, i);
    }
    return flow;
}

static void clear_array(GArray *array)
{
    if (array) {
        g_array_unref(array);
    }
}

void ql_value_flow_free(QlValueFlow *flow)
{
    if (!flow) {
        return;
    }
    for (guint i = 0; i < flow->nodes->len; i++) {
        Node *node = ql_value_node(flow, i);
        clear_array(node->values);
        clear_array(node->copies);
        clear_array(node->calls);
        clear_array(node->derefs);
    }
    if (flow->reverse) {
        ql_value_reverse_free(flow->reverse, flow->n_reverse);
    }
    g_hash_table_destroy(flow->node_ids);
    g_array_unref(flow->nodes);
    g_hash_table_destroy(flow->members);
    g_hash_table_destroy(flow->bound);
    g_array_unref(flow->addresses);
    g_array_unref(flow->seeds);
    g_free(flow->uses);
    g_array_unref(flow->blind);
    g_queue_free(flow->work);
    g_array_unref(flow->scratch);
    g_free(flow);
}

void ql_value_flow_add_variable(QlValueFlow *flow, const QlDefinition *variable)
{
    /* An initialiser has no parameters or locals: the function number is never used. */
    for (guint i = 0; variable->flow && i < variable->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(variable->flow->events, QlEvent, i);
        if (event->kind == QL_EVENT_ASSIGN) {
            add_assignment(flow, flow->n_functions, variable, event);
        }
    }
}

static void deliver_address(QlValueFlow *flow, guint id, guint target)
{
    const GArray *derefs = ql_value_node(flow, id)->derefs;
    for (guint i = 0; derefs && i < derefs->len; i++) {
        Deref deref = g_array_index(derefs, Deref, i);
        add_copy(flow, deref.store ? deref.other : target, deref.store ? target : deref.other);
        derefs = ql_value_node(flow, id)->derefs;
    }
}

static void deliver_function(QlValueFlow *flow, guint id, guint function)
{
    const GArray *calls = ql_value_node(flow, id)->calls;
    for (guint i = 0; calls && i < calls->len; i++) {
        bind_call(flow, g_array_index(calls, CallRef, i), function);
        flow->uses[function] |= VALUE_THROUGH;
        calls = ql_value_node(flow, id)->calls;
    }
}

static void deliver(QlValueFlow *flow, guint id, guint value)
{
    if (value < flow->n_functions) {
        deliver_function(flow, id, value);
    } else {
        deliver_address(flow, id, value - flow->n_functions);
    }
    const GArray *copies = ql_value_node(flow, id)->copies;
    for (guint i = 0; copies && i < copies->len; i++) {
        guint to = g_array_index(copies, guint, i);
        if (value < flow->n_functions || ql_value_node(flow, to)->pointer) {
            add_value(flow, to, value);
        }
        copies = ql_value_node(flow, id)->copies;
    }
}

static void propagate(QlValueFlow *flow)
{
    while (!g_queue_is_empty(flow->work)) {
        guint id = GPOINTER_TO_UINT(g_queue_pop_head(flow->work));
        ql_value_node(flow, id)->queued = FALSE;
        while (ql_value_node(flow, id)->done < ql_value_node(flow, id)->values->len) {
            guint value = g_array_index(ql_value_node(flow, id)->values, guint,
                                        ql_value_node(flow, id)->done);
            ql_value_node(flow, id)->done++;
            deliver(flow, id, value);
        }
    }
}

static gboolean stores_functions(QlValueFlow *flow, guint id)
{
    const GArray *derefs = ql_value_node(flow, id)->derefs;
    for (guint i = 0; derefs && i < derefs->len; i++) {
        const Deref *deref = &g_array_index(derefs, Deref, i);
        if (deref->store && ql_value_node(flow, deref->other)->values) {
            return TRUE;
        }
    }
    return FALSE;
}

GArray **ql_value_reverse(const QlValueFlow *flow)
{
    GArray **reverse = g_new0(GArray *, flow->nodes->len);
    for (guint i = 0; i < flow->nodes->len; i++) {
        const GArray *copies = ql_value_node(flow, i)->copies;
        for (guint k = 0; copies && k < copies->len; k++) {
            append_ref(&reverse[g_array_index(copies, guint, k)], sizeof i, &i);
        }
    }
    return reverse;
}

void ql_value_reverse_free(GArray **reverse, guint n)
{
    for (guint i = 0; i < n; i++) {
        clear_array(reverse[i]);
    }
    g_free(reverse);
}

/* Marks every node whose value may reach a pointer through which functions are stored or called. */
static void mark_pointers(QlValueFlow *flow)
{
    guint n = flow->nodes->len;
    GArray **reverse = ql_value_reverse(flow);
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < n; i++) {
        ql_value_node(flow, i)->pointer =
            ql_value_node(flow, i)->pointer || stores_functions(flow, i);
        if (ql_value_node(flow, i)->pointer) {
            g_array_append_val(stack, i);
        }
    }
    while (stack->len) {
        guint id = g_array_index(stack, guint, stack->len - 1);
        g_array_set_size(stack, stack->len - 1);
        for (guint k = 0; reverse[id] && k < reverse[id]->len; k++) {
            guint from = g_array_index(reverse[id], guint, k);
            Node *node = ql_value_node(flow, from);
            if (!node->pointer && (node->kind == NODE_PARAM || node->kind == NODE_LOCAL)) {
                node->pointer = TRUE;
                g_array_append_val(stack, from);
            }
        }
    }
    ql_value_reverse_free(reverse, n);
}

static gboolean add_wanted_addresses(QlValueFlow *flow)
{
    guint before = g_hash_table_size(flow->members);
    for (guint i = 0; i < flow->addresses->len; i++) {
        AddressOf address = g_array_index(flow->addresses, AddressOf, i);
        if (ql_value_node(flow, address.holder)->pointer) {
            add_value(flow, address.holder, flow->n_functions + address.target);
        }
    }
    return g_hash_table_size(flow->members) > before;
}

void ql_value_flow_solve(QlValueFlow *flow)
{
    propagate(flow);
    do {
        mark_pointers(flow);
        if (!add_wanted_addresses(flow)) {
            return;
        }
        propagate(flow);
    } while (TRUE);
}

static int compare_guint(gconstpointer a, gconstpointer b)
{
    guint x = *(const guint *)a;
    guint y = *(const guint *)b;
    return x < y ? -1 : x > y;
}

static void collect(QlValueFlow *flow, guint id, GArray *out)
{
    const GArray *values = ql_value_node(flow, id)->values;
    for (guint i = 0; values && i < values->len; i++) {
        guint value = g_array_index(values, guint, i);
        if (value < flow->n_functions) {
            g_array_append_val(out, value);
        }
    }
}

/* Values of what @id points to: for callees and arguments of the form *p. */
static void collect_through(QlValueFlow *flow, guint id, GArray *out)
{
    const GArray *values = ql_value_node(flow, id)->values;
    for (guint i = 0; values && i < values->len; i++) {
        guint value = g_array_index(values, guint, i);
        if (value >= flow->n_functions) {
            collect(flow, value - flow->n_functions, out);
        }
    }
}

static void sort_unique(GArray *out)
{
    g_array_sort(out, compare_guint);
    guint kept = 0;
    for (guint i = 0; i < out->len; i++) {
        guint value = g_array_index(out, guint, i);
        if (!kept || g_array_index(out, guint, kept - 1) != value) {
            g_array_index(out, guint, kept++) = value;
        }
    }
    g_array_set_size(out, kept);
}

GArray *ql_value_flow_targets(QlValueFlow *flow, guint function, QlExprRef ref)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(guint));
    const QlDefinition *def = flow->functions[function];
    const QlExpr *expr = ql_flow_expr(def->flow, ref);
    guint id;
    if (expr->kind == QL_EXPR_FUNCTION) {
        flow->resolve(expr->name, def, out, flow->user);
    }
    if (ql_value_place(flow, function, def->flow, ref, &id)) {
        collect(flow, id, out);
    }
    if (ql_value_pointer(flow, function, def->flow, ref, &id)) {
        collect_through(flow, id, out);
    }
    sort_unique(out);
    return out;
}

gboolean ql_value_field_node(const QlValueFlow *flow, QlSym record, QlSym field, guint *id)
{
    guint64 key = pack(NODE_FIELD, record, field);
    gpointer found = g_hash_table_lookup(flow->node_ids, &key);
    *id = found ? GPOINTER_TO_UINT(found) - 1 : 0;
    return found != NULL;
}

gboolean ql_value_flow_is_taken(const QlValueFlow *flow, guint function)
{
    return flow->uses[function] & VALUE_TAKEN;
}

gboolean ql_value_flow_is_dead(const QlValueFlow *flow, guint function)
{
    return (flow->functions[function]->flags & QL_DEF_STATIC) && !flow->uses[function];
}

gboolean ql_value_flow_is_loose(const QlValueFlow *flow, guint function)
{
    guint8 uses = flow->uses[function];
    return (uses & VALUE_ESCAPES) || ((uses & VALUE_TAKEN) && !(uses & VALUE_THROUGH));
}

GArray *ql_value_flow_field(QlValueFlow *flow, QlSym record, QlSym field)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(guint));
    guint id;
    if (ql_value_field_node(flow, record, field, &id)) {
        collect(flow, id, out);
    }
    sort_unique(out);
    return out;
}

GArray *ql_value_flow_named(QlValueFlow *flow, const QlDefinition *def, QlExprRef ref)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(guint));
    const QlExpr *expr = ql_flow_expr(def->flow, ref);
    if (expr->kind == QL_EXPR_FUNCTION) {
        flow->resolve(expr->name, NULL, out, flow->user);
    }
    sort_unique(out);
    return out;
}
