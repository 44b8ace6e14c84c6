/* SPDX-License-Identifier: Apache-2.0 */
/* Unary and binary operators, assignments. */
#include "lower.h"

/* Arithmetic on a pointer to bytes is not indexing: it may go anywhere (container_of). */
static gboolean steps_over_elements(CXCursor pointer)
{
    switch (ql_pointee(clang_getCursorType(pointer)).kind) {
    case CXType_Invalid:
    case CXType_Void:
    case CXType_Char_S:
    case CXType_Char_U:
    case CXType_SChar:
    case CXType_UChar: return FALSE;
    default: return TRUE;
    }
}

/* @base + @index, where @pointer has the sum's type. */
static QlExprRef offset(QlLower *l, CXCursor pointer, QlExprRef base, QlExprRef index)
{
    if (steps_over_elements(pointer)) {
        return ql_builder_addr(l->b, ql_builder_index(l->b, base, index));
    }
    return ql_builder_binary(l->b, QL_OP_ADD, base, index);
}

/* The object changes; the value is what it was before, in terms of what it is now. */
static QlExprRef lower_step(QlLower *l, CXCursor cursor, CXCursor operand, gint64 step,
                            gboolean is_post)
{
    QlExprRef target = ql_lower_value(l, operand);
    ql_builder_assign(l->b, QL_ASSIGN_MODIFY, target, ql_builder_int(l->b, step), 0, 0,
                      ql_spot(l->tu, cursor));
    if (!is_post || target == 0) {
        return target;
    }
    return offset(l, cursor, target, ql_builder_int(l->b, -step));
}

static gboolean is_function(CXCursor cursor)
{
    enum CXTypeKind kind = clang_getCanonicalType(clang_getCursorType(cursor)).kind;
    return kind == CXType_FunctionProto || kind == CXType_FunctionNoProto;
}

static QlExprRef lower_arithmetic(QlLower *l, CXCursor cursor, char op, CXCursor operand)
{
    QlExprRef value = ql_builder_unary(l->b, op, ql_lower_value(l, operand));
    return ql_lower_convert(l, value, cursor, cursor);
}

QlExprRef ql_lower_unary(QlLower *l, CXCursor cursor, QlKids kids)
{
    if (kids.n == 0) {
        return 0;
    }
    CXCursor operand = ql_kid(l, kids, 0);
    switch (clang_getCursorUnaryOperatorKind(cursor)) {
    case CXUnaryOperator_PostInc: return lower_step(l, cursor, operand, 1, TRUE);
    case CXUnaryOperator_PostDec: return lower_step(l, cursor, operand, -1, TRUE);
    case CXUnaryOperator_PreInc: return lower_step(l, cursor, operand, 1, FALSE);
    case CXUnaryOperator_PreDec: return lower_step(l, cursor, operand, -1, FALSE);
    case CXUnaryOperator_AddrOf: return ql_builder_addr(l->b, ql_lower_value(l, operand));
    case CXUnaryOperator_Deref: {
        QlExprRef value = ql_lower_value(l, operand);
        return is_function(cursor) ? value : ql_builder_deref(l->b, value);
    }
    case CXUnaryOperator_Plus:
    case CXUnaryOperator_Extension: return ql_lower_value(l, operand);
    case CXUnaryOperator_Minus: return lower_arithmetic(l, cursor, '-', operand);
    case CXUnaryOperator_Not: return lower_arithmetic(l, cursor, '~', operand);
    case CXUnaryOperator_LNot: return lower_arithmetic(l, cursor, '!', operand);
    default: ql_lower_effect(l, operand); return 0;
    }
}

static QlBinaryOp binary_op(enum CXBinaryOperatorKind kind)
{
    switch (kind) {
    case CXBinaryOperator_EQ: return QL_OP_EQ;
    case CXBinaryOperator_NE: return QL_OP_NE;
    case CXBinaryOperator_LT: return QL_OP_LT;
    case CXBinaryOperator_LE: return QL_OP_LE;
    case CXBinaryOperator_GT: return QL_OP_GT;
    case CXBinaryOperator_GE: return QL_OP_GE;
    case CXBinaryOperator_And: return QL_OP_AND;
    case CXBinaryOperator_Or: return QL_OP_OR;
    case CXBinaryOperator_Xor: return QL_OP_XOR;
    case CXBinaryOperator_Add: return QL_OP_ADD;
    case CXBinaryOperator_Sub: return QL_OP_SUB;
    default: return QL_OP_OTHER;
    }
}

static gboolean has_pointer_type(CXCursor cursor)
{
    return ql_pointee(clang_getCursorType(cursor)).kind != CXType_Invalid;
}

static QlExprRef lower_sum(QlLower *l, CXCursor cursor, QlBinaryOp op, QlKids kids)
{
    gboolean swapped = !has_pointer_type(ql_kid(l, kids, 0));
    QlExprRef base = ql_lower_value(l, ql_kid(l, kids, swapped));
    QlExprRef index = ql_lower_value(l, ql_kid(l, kids, !swapped));
    if (!steps_over_elements(cursor)) {
        return ql_builder_binary(l->b, op, base, index);
    }
    index = op == QL_OP_SUB ? ql_builder_unary(l->b, '-', index) : index;
    return offset(l, cursor, base, index);
}

static QlExprRef lower_calculation(QlLower *l, CXCursor cursor, QlBinaryOp op, QlKids kids)
{
    if ((op == QL_OP_ADD || op == QL_OP_SUB) && has_pointer_type(cursor)) {
        return lower_sum(l, cursor, op, kids);
    }
    QlExprRef left = ql_lower_value(l, ql_kid(l, kids, 0));
    QlExprRef right = ql_lower_value(l, ql_kid(l, kids, 1));
    QlExprRef value = ql_builder_binary(l->b, op, left, right);
    if (op == QL_OP_OTHER && ql_builder_get(l->b, left)->kind == QL_EXPR_INT &&
        ql_builder_get(l->b, right)->kind == QL_EXPR_INT) {
        gint64 folded;
        return ql_lower_evaluate(cursor, &folded) ? ql_builder_int(l->b, folded) : value;
    }
    return ql_lower_convert(l, value, cursor, cursor);
}

static gboolean is_constant(const QlExpr *e)
{
    return e->kind == QL_EXPR_INT || e->kind == QL_EXPR_FUNCTION || e->kind == QL_EXPR_STRING;
}

/* The result is the constant assigned, or else the object, about which later tests speak. */
static QlExprRef lower_assignment(QlLower *l, CXCursor cursor, QlKids kids)
{
    QlExprRef target = ql_lower_value(l, ql_kid(l, kids, 0));
    QlExprRef value = ql_lower_into(l, target, ql_kid(l, kids, 1), 0, cursor);
    return target == 0 || is_constant(ql_builder_get(l->b, value)) ? value : target;
}

static QlExprRef lower_update(QlLower *l, CXCursor cursor, QlKids kids)
{
    enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(cursor);
    QlExprRef target = ql_lower_value(l, ql_kid(l, kids, 0));
    QlExprRef value = ql_lower_value(l, ql_kid(l, kids, 1));
    QlAssignOp op = kind == CXBinaryOperator_OrAssign    ? QL_ASSIGN_OR
                    : kind == CXBinaryOperator_AndAssign ? QL_ASSIGN_AND
                                                         : QL_ASSIGN_MODIFY;
    if (kind == CXBinaryOperator_SubAssign) {
        value = ql_builder_unary(l->b, '-', value);
    }
    ql_builder_assign(l->b, op, target, value, 0, 0, ql_spot(l->tu, cursor));
    return target;
}

QlExprRef ql_lower_binary(QlLower *l, CXCursor cursor, QlKids kids)
{
    if (kids.n < 2) {
        return 0;
    }
    if (clang_getCursorKind(cursor) == CXCursor_CompoundAssignOperator) {
        return lower_update(l, cursor, kids);
    }
    enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(cursor);
    switch (kind) {
    case CXBinaryOperator_Assign: return lower_assignment(l, cursor, kids);
    case CXBinaryOperator_LAnd:
    case CXBinaryOperator_LOr: return ql_lower_choice(l, cursor);
    case CXBinaryOperator_Comma:
        ql_lower_effect(l, ql_kid(l, kids, 0));
        return ql_lower_value(l, ql_kid(l, kids, 1));
    default: return lower_calculation(l, cursor, binary_op(kind), kids);
    }
}
