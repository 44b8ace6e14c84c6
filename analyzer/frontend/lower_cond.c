/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions: && || ! ?: and hints become edges. */
#include "lower.h"

static void lower_logical(QlLower *l, QlKids kids, gboolean is_and, QlBlockRef if_true,
                          QlBlockRef if_false)
{
    QlBlockRef middle = ql_builder_new_block(l->b);
    ql_lower_cond(l, ql_kid(l, kids, 0), is_and ? middle : if_true, is_and ? if_false : middle);
    ql_builder_place(l->b, middle);
    ql_lower_cond(l, ql_kid(l, kids, 1), if_true, if_false);
}

static void lower_conditional(QlLower *l, QlKids kids, QlBlockRef if_true, QlBlockRef if_false)
{
    QlBlockRef then = ql_builder_new_block(l->b);
    QlBlockRef other = ql_builder_new_block(l->b);
    ql_lower_cond(l, ql_kid(l, kids, 0), then, other);
    ql_builder_place(l->b, then);
    ql_lower_cond(l, ql_kid(l, kids, 1), if_true, if_false);
    ql_builder_place(l->b, other);
    ql_lower_cond(l, ql_kid(l, kids, 2), if_true, if_false);
}

static gboolean lower_binary_cond(QlLower *l, CXCursor cursor, QlKids kids, QlBlockRef if_true,
                                  QlBlockRef if_false)
{
    switch (clang_getCursorBinaryOperatorKind(cursor)) {
    case CXBinaryOperator_LAnd:
    case CXBinaryOperator_LOr:
        lower_logical(l, kids, clang_getCursorBinaryOperatorKind(cursor) == CXBinaryOperator_LAnd,
                      if_true, if_false);
        return TRUE;
    case CXBinaryOperator_Comma:
        ql_lower_effect(l, ql_kid(l, kids, 0));
        ql_lower_cond(l, ql_kid(l, kids, 1), if_true, if_false);
        return TRUE;
    default: return FALSE;
    }
}

/* TRUE if @cursor was lowered as control flow. */
static gboolean lower_structure(QlLower *l, CXCursor cursor, QlBlockRef if_true,
                                QlBlockRef if_false)
{
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    CXCursor argument;
    if (kind == CXCursor_CallExpr && ql_lower_is_hint(l, cursor, &argument)) {
        ql_lower_cond(l, argument, if_true, if_false);
        return TRUE;
    }
    gboolean done = FALSE;
    QlKids kids = ql_kids_push(l, cursor);
    if (kind == CXCursor_BinaryOperator && kids.n == 2) {
        done = lower_binary_cond(l, cursor, kids, if_true, if_false);
    } else if (kind == CXCursor_ConditionalOperator && kids.n == 3) {
        lower_conditional(l, kids, if_true, if_false);
        done = TRUE;
    } else if (kind == CXCursor_UnaryOperator && kids.n == 1) {
        enum CXUnaryOperatorKind op = clang_getCursorUnaryOperatorKind(cursor);
        if (op == CXUnaryOperator_LNot) {
            ql_lower_cond(l, ql_kid(l, kids, 0), if_false, if_true);
            done = TRUE;
        } else if (op == CXUnaryOperator_Extension) {
            ql_lower_cond(l, ql_kid(l, kids, 0), if_true, if_false);
            done = TRUE;
        }
    }
    ql_kids_pop(l, kids);
    return done;
}

void ql_lower_cond(QlLower *l, CXCursor cursor, QlBlockRef if_true, QlBlockRef if_false)
{
    l->depth++;
    CXCursor inner = ql_lower_strip(l, cursor);
    if (l->depth >= QL_MAX_DEPTH || !lower_structure(l, inner, if_true, if_false)) {
        QlExprRef value = ql_lower_value(l, inner);
        ql_builder_branch(l->b, value, if_true, if_false, ql_line(l->tu, inner));
    }
    l->depth--;
}
