/* SPDX-License-Identifier: Apache-2.0 */
#include "atoms.h"

#define MAX_ATOMS 64
#define EQUALITY (G_GUINT64_CONSTANT(1) << 63)

struct QlAtoms {
    const QlFlow *flow;
    const QlExprRef *same; /* see ql_atoms_new() */
    GHashTable *bits;      /* atom key -> bit + 1 */
    QlExprRef *exprs;      /* per bit: an expression whose parts the atom depends on */
    guint n;
    guint guards;     /* the first ones: see ql_atoms_guards() */
    guint64 *live_in; /* per block */
};

static gboolean is_constant(const QlFlow *flow, QlExprRef ref)
{
    return ql_flow_expr(flow, ref)->kind == QL_EXPR_INT;
}

static gboolean is_zero(const QlFlow *flow, QlExprRef ref)
{
    return is_constant(flow, ref) && ql_flow_expr(flow, ref)->value == 0;
}

/*
 * Strips what only turns a condition round: !x, x == 0, x != 0. Returns what is left; *negated says
 * whether the truth is the opposite.
 */
QlExprRef ql_atoms_strip(const QlFlow *flow, QlExprRef ref, gboolean *negated)
{
    *negated = FALSE;
    while (TRUE) {
        const QlExpr *expr = ql_flow_expr(flow, ref);
        if (expr->kind == QL_EXPR_UNARY && expr->op == '!') {
            *negated = !*negated;
            ref = expr->a;
        } else if (ql_expr_is_equality(expr) && is_zero(flow, expr->b)) {
            *negated ^= expr->op == QL_OP_EQ;
            ref = expr->a;
        } else if (ql_expr_is_equality(expr) && is_zero(flow, expr->a)) {
            *negated ^= expr->op == QL_OP_EQ;
            ref = expr->b;
        } else {
            return ref;
        }
    }
}

/* Whether @ref is a call that always returns the same. */
static gboolean is_fixed(const QlAtoms *atoms, QlExprRef ref)
{
    return atoms->same && atoms->same[ref];
}

/* What stands for @ref and for all that has the same value. */
static QlExprRef value_of(const QlAtoms *atoms, QlExprRef ref)
{
    return is_fixed(atoms, ref) ? atoms->same[ref] : ref;
}

/* The identity of a stripped condition; 0 if it can't be one. a != b is the opposite of a == b. */
static guint64 atom_key(const QlAtoms *atoms, QlExprRef ref, gboolean *negated)
{
    const QlExpr *expr = ql_flow_expr(atoms->flow, ref);
    if (!ref || expr->kind == QL_EXPR_INT || expr->kind == QL_EXPR_OTHER) {
        return 0;
    }
    if (ql_expr_is_equality(expr)) {
        *negated ^= expr->op == QL_OP_NE;
        guint64 a = value_of(atoms, expr->a);
        guint64 b = value_of(atoms, expr->b);
        return EQUALITY | (MIN(a, b) << 31) | MAX(a, b);
    }
    return value_of(atoms, ref);
}

guint64 ql_atoms_of(const QlAtoms *atoms, QlExprRef ref, gboolean *negated)
{
    QlExprRef stripped = ql_atoms_strip(atoms->flow, ref, negated);
    guint64 key = atom_key(atoms, stripped, negated);
    if (!key) {
        return 0;
    }
    guint bit = GPOINTER_TO_UINT(g_hash_table_lookup(atoms->bits, &key));
    return bit ? G_GUINT64_CONSTANT(1) << (bit - 1) : 0;
}

/* Makes the condition @ref an atom; TRUE if it is new. */
static gboolean add_atom(QlAtoms *atoms, QlExprRef ref)
{
    gboolean negated;
    QlExprRef stripped = ql_atoms_strip(atoms->flow, ref, &negated);
    guint64 key = atom_key(atoms, stripped, &negated);
    if (!key || atoms->n == MAX_ATOMS || g_hash_table_contains(atoms->bits, &key)) {
        return FALSE;
    }
    atoms->exprs[atoms->n++] = stripped;
    g_hash_table_insert(atoms->bits, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(atoms->n));
    return TRUE;
}

/* Values assigned to an atom are atoms too: `taken = f(); … if (taken)`. */
static gboolean add_sources(QlAtoms *atoms)
{
    gboolean added = FALSE;
    for (guint i = 0; i < atoms->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(atoms->flow->events, QlEvent, i);
        gboolean negated;
        if (event->kind == QL_EVENT_ASSIGN && ql_atoms_of(atoms, event->target, &negated)) {
            added |= add_atom(atoms, event->value);
        }
    }
    return added;
}

/* A guard's cleanup does nothing if the guard is NULL. */
static void add_guards(QlAtoms *atoms)
{
    for (guint i = 0; i < atoms->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(atoms->flow->events, QlEvent, i);
        const QlExpr *arg = ql_flow_expr(atoms->flow, ql_flow_arg(atoms->flow, event, 0));
        if (event->flags & QL_EVENT_CLEANUP && arg->kind == QL_EXPR_ADDR) {
            add_atom(atoms, arg->a);
        }
    }
}

static void collect(QlAtoms *atoms)
{
    add_guards(atoms);
    atoms->guards = atoms->n;
    for (guint i = 0; i < atoms->flow->blocks->len; i++) {
        add_atom(atoms, ql_flow_block(atoms->flow, i)->cond);
    }
    while (add_sources(atoms)) {
    }
}

/* Whether writing to @place may change the value of expression @ref. */
static gboolean depends_on(const QlFlow *flow, QlExprRef ref, QlExprRef place)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    const QlExpr *written = ql_flow_expr(flow, place);
    if (ref == place) {
        return TRUE;
    }
    if (expr->kind == QL_EXPR_FIELD && written->kind == QL_EXPR_FIELD &&
        expr->name == written->name && expr->record == written->record) {
        return TRUE; /* perhaps the same object by another path */
    }
    gboolean unary =
        expr->kind == QL_EXPR_FIELD || expr->kind == QL_EXPR_DEREF || expr->kind == QL_EXPR_UNARY;
    gboolean binary = expr->kind == QL_EXPR_INDEX || expr->kind == QL_EXPR_BINARY;
    return ((unary || binary) && depends_on(flow, expr->a, place)) ||
           (binary && depends_on(flow, expr->b, place));
}

static gboolean mentions_call(const QlAtoms *atoms, QlExprRef ref, guint32 id)
{
    const QlExpr *expr = ql_flow_expr(atoms->flow, ref);
    switch (expr->kind) {
    case QL_EXPR_CALL: return expr->value == id && !is_fixed(atoms, ref);
    case QL_EXPR_FIELD:
    case QL_EXPR_DEREF:
    case QL_EXPR_ADDR:
    case QL_EXPR_UNARY: return mentions_call(atoms, expr->a, id);
    case QL_EXPR_INDEX:
    case QL_EXPR_BINARY:
        return mentions_call(atoms, expr->a, id) || mentions_call(atoms, expr->b, id);
    default: return FALSE;
    }
}

/* A call may write to whatever its arguments point to. */
static gboolean call_changes(const QlAtoms *atoms, const QlEvent *call, QlExprRef ref)
{
    const QlFlow *flow = atoms->flow;
    if (mentions_call(atoms, ref, call->id)) {
        return TRUE;
    }
    for (guint i = 0; i < call->n_args; i++) {
        const QlExpr *arg = ql_flow_expr(flow, ql_flow_arg(flow, call, i));
        if (arg->kind == QL_EXPR_ADDR && depends_on(flow, ref, arg->a)) {
            return TRUE;
        }
    }
    return FALSE;
}

guint64 ql_atoms_killed(const QlAtoms *atoms, const QlEvent *event)
{
    guint64 mask = 0;
    for (guint i = 0; i < atoms->n; i++) {
        gboolean killed = event->kind == QL_EVENT_ASSIGN
                              ? depends_on(atoms->flow, atoms->exprs[i], event->target)
                              : call_changes(atoms, event, atoms->exprs[i]);
        mask |= killed ? G_GUINT64_CONSTANT(1) << i : 0;
    }
    return mask;
}

/* A callee may do something else if a pointer it gets is NULL. */
static guint64 asked_by_callee(const QlAtoms *atoms, const QlEvent *call)
{
    guint64 asked = 0;
    for (guint i = 0; i < call->n_args; i++) {
        gboolean negated;
        QlExprRef ref = ql_flow_arg(atoms->flow, call, i);
        const QlExpr *arg = ql_flow_expr(atoms->flow, ref);
        QlExprRef place = arg->kind == QL_EXPR_ADDR ? arg->a : ref;
        if (ql_flow_expr(atoms->flow, place)->kind == QL_EXPR_LOCAL) {
            asked |= ql_atoms_of(atoms, place, &negated);
        }
    }
    return asked;
}

static guint64 live_before_event(const QlAtoms *atoms, const QlEvent *event, guint64 live)
{
    gboolean negated;
    guint64 killed = ql_atoms_killed(atoms, event);
    if (event->kind != QL_EVENT_ASSIGN) {
        return (live & ~killed) | asked_by_callee(atoms, event);
    }
    guint64 target = ql_atoms_of(atoms, event->target, &negated);
    guint64 keeps_old =
        event->assign == QL_ASSIGN_OR || event->assign == QL_ASSIGN_AND ? target : 0;
    guint64 source = live & target ? ql_atoms_of(atoms, event->value, &negated) : 0;
    return (live & ~(killed & ~keeps_old)) | source;
}

static guint64 live_at_start(const QlAtoms *atoms, guint index)
{
    const QlBlock *block = ql_flow_block(atoms->flow, index);
    gboolean negated;
    guint64 live = ql_atoms_of(atoms, block->cond, &negated);
    for (guint i = 0; i < block->n_edges; i++) {
        live |= atoms->live_in[ql_flow_edge(atoms->flow, block, i)->target];
    }
    for (guint i = block->n_events; i > 0; i--) {
        live = live_before_event(atoms, ql_flow_event(atoms->flow, block, i - 1), live);
    }
    return live;
}

static void solve_liveness(QlAtoms *atoms)
{
    gboolean changed = atoms->n > 0;
    while (changed) {
        changed = FALSE;
        for (guint i = atoms->flow->blocks->len; i > 0; i--) {
            guint64 live = live_at_start(atoms, i - 1);
            changed |= live != atoms->live_in[i - 1];
            atoms->live_in[i - 1] = live;
        }
    }
}

QlAtoms *ql_atoms_new(const QlFlow *flow, const QlExprRef *same)
{
    QlAtoms *atoms = g_new0(QlAtoms, 1);
    atoms->flow = flow;
    atoms->same = same;
    atoms->bits = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    atoms->exprs = g_new0(QlExprRef, MAX_ATOMS);
    atoms->live_in = g_new0(guint64, MAX(flow->blocks->len, 1));
    collect(atoms);
    solve_liveness(atoms);
    return atoms;
}

void ql_atoms_free(QlAtoms *atoms)
{
    if (!atoms) {
        return;
    }
    g_hash_table_destroy(atoms->bits);
    g_free(atoms->exprs);
    g_free(atoms->live_in);
    g_free(atoms);
}

guint64 ql_atoms_guards(const QlAtoms *atoms)
{
    return atoms->guards < MAX_ATOMS ? (G_GUINT64_CONSTANT(1) << atoms->guards) - 1 : G_MAXUINT64;
}

guint64 ql_atoms_live_in(const QlAtoms *atoms, guint block)
{
    return atoms->live_in[block];
}
