/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions of a flow graph under construction: sharing, folding, simplifying. */
#include "flow_state.h"

const QlExpr *ql_builder_get(const QlFlowBuilder *b, QlExprRef ref)
{
    return &g_array_index(b->exprs, QlExpr, ref);
}

static guint expr_hash(const QlExpr *e)
{
    guint64 h = e->kind * 31u + e->op;
    h = h * 1000003u + e->a;
    h = h * 1000003u + e->b;
    h = h * 1000003u + e->name;
    h = h * 1000003u + e->record;
    h = h * 1000003u + (guint64)e->value;
    return (guint)(h ^ (h >> 32));
}

static gboolean expr_equal(const QlExpr *x, const QlExpr *y)
{
    return x->kind == y->kind && x->op == y->op && x->a == y->a && x->b == y->b &&
           x->name == y->name && x->record == y->record && x->value == y->value;
}

/* The table maps a hash to the newest expression with it, plus one; a clash is stored apart. */
QlExprRef ql_builder_expr(QlFlowBuilder *b, QlExpr expr)
{
    guint hash = expr_hash(&expr);
    gpointer found;
    while ((found = g_hash_table_lookup(b->expr_index, GUINT_TO_POINTER(hash)))) {
        QlExprRef ref = GPOINTER_TO_UINT(found) - 1;
        if (expr_equal(ql_builder_get(b, ref), &expr)) {
            return ref;
        }
        hash++;
    }
    g_array_append_val(b->exprs, expr);
    g_hash_table_insert(b->expr_index, GUINT_TO_POINTER(hash), GUINT_TO_POINTER(b->exprs->len));
    return b->exprs->len - 1;
}

QlExprRef ql_builder_int(QlFlowBuilder *b, gint64 value)
{
    return ql_builder_numbered(b, QL_EXPR_INT, value);
}

QlExprRef ql_builder_named(QlFlowBuilder *b, QlExprKind kind, QlSym name)
{
    return ql_builder_expr(b, (QlExpr){.kind = kind, .name = name});
}

QlExprRef ql_builder_numbered(QlFlowBuilder *b, QlExprKind kind, gint64 value)
{
    return ql_builder_expr(b, (QlExpr){.kind = kind, .value = value});
}

QlExprRef ql_builder_deref(QlFlowBuilder *b, QlExprRef a)
{
    QlExpr e = *ql_builder_get(b, a);
    switch (e.kind) {
    case QL_EXPR_ADDR: return e.a;
    case QL_EXPR_FUNCTION: return a;
    case QL_EXPR_OTHER: return 0;
    default: break;
    }
    return ql_builder_expr(b, (QlExpr){.kind = QL_EXPR_DEREF, .a = a});
}

QlExprRef ql_builder_addr(QlFlowBuilder *b, QlExprRef a)
{
    const QlExpr *e = ql_builder_get(b, a);
    if (e->kind == QL_EXPR_DEREF) {
        return e->a;
    }
    if (e->kind == QL_EXPR_FUNCTION || e->kind == QL_EXPR_OTHER) {
        return a;
    }
    return ql_builder_expr(b, (QlExpr){.kind = QL_EXPR_ADDR, .a = a});
}

QlExprRef ql_builder_field(QlFlowBuilder *b, QlExprRef object, QlSym record, QlSym field)
{
    return ql_builder_expr(
        b, (QlExpr){.kind = QL_EXPR_FIELD, .a = object, .name = field, .record = record});
}

static gboolean is_zero(const QlFlowBuilder *b, QlExprRef ref)
{
    const QlExpr *e = ql_builder_get(b, ref);
    return e->kind == QL_EXPR_INT && e->value == 0;
}

QlExprRef ql_builder_index(QlFlowBuilder *b, QlExprRef base, QlExprRef index)
{
    const QlExpr *e = ql_builder_get(b, base);
    const QlExpr *pointee = e->kind == QL_EXPR_ADDR ? ql_builder_get(b, e->a) : NULL;
    if (pointee && pointee->kind == QL_EXPR_INDEX && is_zero(b, pointee->b)) {
        base = pointee->a; /* an array that decayed */
    } else if (is_zero(b, index)) {
        return ql_builder_deref(b, base);
    }
    return ql_builder_expr(b, (QlExpr){.kind = QL_EXPR_INDEX, .a = base, .b = index});
}

QlExprRef ql_builder_decay(QlFlowBuilder *b, QlExprRef array)
{
    QlExpr first = {.kind = QL_EXPR_INDEX, .a = array, .b = ql_builder_int(b, 0)};
    return ql_builder_addr(b, ql_builder_expr(b, first));
}

QlExprRef ql_builder_unary(QlFlowBuilder *b, char op, QlExprRef a)
{
    const QlExpr *e = ql_builder_get(b, a);
    if (e->kind == QL_EXPR_INT) {
        guint64 v = (guint64)e->value;
        return ql_builder_int(b, (gint64)(op == '!' ? v == 0 : op == '-' ? 0 - v : ~v));
    }
    return ql_builder_expr(b, (QlExpr){.kind = QL_EXPR_UNARY, .op = (guint8)op, .a = a});
}

static gboolean fold(QlBinaryOp op, gint64 x, gint64 y, gint64 *result)
{
    gboolean ordered = x >= 0 && y >= 0; /* else the answer depends on the type's sign */
    guint64 u = (guint64)x, v = (guint64)y;
    switch (op) {
    case QL_OP_EQ: *result = x == y; return TRUE;
    case QL_OP_NE: *result = x != y; return TRUE;
    case QL_OP_LT: *result = x < y; return ordered;
    case QL_OP_LE: *result = x <= y; return ordered;
    case QL_OP_GT: *result = x > y; return ordered;
    case QL_OP_GE: *result = x >= y; return ordered;
    case QL_OP_AND: *result = (gint64)(u & v); return TRUE;
    case QL_OP_OR: *result = (gint64)(u | v); return TRUE;
    case QL_OP_XOR: *result = (gint64)(u ^ v); return TRUE;
    case QL_OP_ADD: *result = (gint64)(u + v); return TRUE;
    case QL_OP_SUB: *result = (gint64)(u - v); return TRUE;
    default: return FALSE;
    }
}

QlExprRef ql_builder_binary(QlFlowBuilder *b, QlBinaryOp op, QlExprRef a, QlExprRef c)
{
    const QlExpr *x = ql_builder_get(b, a);
    const QlExpr *y = ql_builder_get(b, c);
    gint64 value;
    if (x->kind == QL_EXPR_INT && y->kind == QL_EXPR_INT && fold(op, x->value, y->value, &value)) {
        return ql_builder_int(b, value);
    }
    return ql_builder_expr(b, (QlExpr){.kind = QL_EXPR_BINARY, .op = op, .a = a, .b = c});
}
