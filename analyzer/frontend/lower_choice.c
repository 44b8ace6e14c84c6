/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions that branch: ?: (with or without its middle), && and || outside conditions. */
#include "lower.h"

/* Where the arms' values go; target 0: nowhere. */
typedef struct Sink {
    gboolean wanted;
    QlExprRef target;
    guint flags;
    CXCursor at;
} Sink;

static gboolean is_logical(CXCursor cursor)
{
    enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(cursor);
    return op == CXBinaryOperator_LAnd || op == CXBinaryOperator_LOr;
}

gboolean ql_lower_branches(QlLower *l, CXCursor cursor)
{
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    if (kind == CXCursor_BinaryOperator) {
        return is_logical(cursor);
    }
    if (kind != CXCursor_UnexposedExpr) {
        return kind == CXCursor_ConditionalOperator;
    }
    QlKids kids = ql_kids_push(l, cursor);
    gboolean elvis = ql_lower_is_elvis(cursor, l, kids);
    ql_kids_pop(l, kids);
    return elvis;
}

static void put(QlLower *l, const Sink *sink, QlExprRef value)
{
    if (sink->wanted) {
        ql_builder_assign(l->b, QL_ASSIGN_SET, sink->target, value, 0, sink->flags,
                          ql_spot(l->tu, sink->at));
    }
}

static void lower_arm(QlLower *l, const Sink *sink, CXCursor arm)
{
    if (sink->wanted) {
        ql_lower_into(l, sink->target, arm, sink->flags, sink->at);
    } else {
        ql_lower_effect(l, arm);
    }
}

static void lower_conditional(QlLower *l, QlKids kids, const Sink *sink)
{
    QlBlockRef then = ql_builder_new_block(l->b);
    QlBlockRef other = ql_builder_new_block(l->b);
    QlBlockRef after = ql_builder_new_block(l->b);
    ql_lower_cond(l, ql_kid(l, kids, 0), then, other);
    ql_builder_place(l->b, then);
    lower_arm(l, sink, ql_kid(l, kids, 1));
    ql_builder_continue_in(l->b, after);
    ql_builder_place(l->b, other);
    lower_arm(l, sink, ql_kid(l, kids, 2));
    ql_builder_continue_in(l->b, after);
}

/* Children: the common operand, thrice, and the other arm. It is evaluated once. */
static void lower_elvis(QlLower *l, QlKids kids, const Sink *sink)
{
    QlBlockRef then = ql_builder_new_block(l->b);
    QlBlockRef other = ql_builder_new_block(l->b);
    QlBlockRef after = ql_builder_new_block(l->b);
    CXCursor common = ql_kid(l, kids, 0);
    QlExprRef value = ql_lower_value(l, common);
    ql_builder_branch(l->b, value, then, other, ql_line(l->tu, common));
    ql_builder_place(l->b, then);
    put(l, sink, value);
    ql_builder_continue_in(l->b, after);
    ql_builder_place(l->b, other);
    lower_arm(l, sink, ql_kid(l, kids, 3));
    ql_builder_continue_in(l->b, after);
}

static void lower_logical_value(QlLower *l, CXCursor cursor, const Sink *sink)
{
    QlBlockRef then = ql_builder_new_block(l->b);
    QlBlockRef other = ql_builder_new_block(l->b);
    QlBlockRef after = ql_builder_new_block(l->b);
    ql_lower_cond(l, cursor, then, other);
    ql_builder_place(l->b, then);
    put(l, sink, ql_builder_int(l->b, 1));
    ql_builder_continue_in(l->b, after);
    ql_builder_place(l->b, other);
    put(l, sink, ql_builder_int(l->b, 0));
    ql_builder_continue_in(l->b, after);
}

/* The right side of && and || as a statement of its own. */
static void lower_logical_effect(QlLower *l, CXCursor cursor, QlKids kids)
{
    QlBlockRef right = ql_builder_new_block(l->b);
    QlBlockRef after = ql_builder_new_block(l->b);
    gboolean is_and = clang_getCursorBinaryOperatorKind(cursor) == CXBinaryOperator_LAnd;
    ql_lower_cond(l, ql_kid(l, kids, 0), is_and ? right : after, is_and ? after : right);
    ql_builder_place(l->b, right);
    ql_lower_effect(l, ql_kid(l, kids, 1));
    ql_builder_continue_in(l->b, after);
}

static void lower_choice(QlLower *l, CXCursor cursor, const Sink *sink)
{
    QlKids kids = ql_kids_push(l, cursor);
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    if (kind == CXCursor_ConditionalOperator && kids.n == 3) {
        lower_conditional(l, kids, sink);
    } else if (kind == CXCursor_BinaryOperator && kids.n == 2) {
        if (sink->wanted) {
            lower_logical_value(l, cursor, sink);
        } else {
            lower_logical_effect(l, cursor, kids);
        }
    } else if (kind == CXCursor_UnexposedExpr && kids.n == 4) {
        lower_elvis(l, kids, sink);
    }
    ql_kids_pop(l, kids);
}

void ql_lower_choice_into(QlLower *l, QlExprRef target, CXCursor cursor, guint flags, CXCursor at)
{
    Sink sink = {.wanted = TRUE, .target = target, .flags = flags, .at = at};
    lower_choice(l, cursor, &sink);
}

void ql_lower_choice_effect(QlLower *l, CXCursor cursor)
{
    Sink sink = {.wanted = FALSE, .at = cursor};
    lower_choice(l, cursor, &sink);
}

/* A constant condition needs no temporary: the value is the arm's. */
static gboolean lower_known(QlLower *l, CXCursor cursor, QlExprRef *value)
{
    QlKids kids = ql_kids_push(l, cursor);
    gint64 cond;
    gboolean known = clang_getCursorKind(cursor) == CXCursor_ConditionalOperator && kids.n == 3 &&
                     ql_lower_evaluate(ql_kid(l, kids, 0), &cond);
    if (known) {
        *value = ql_lower_value(l, ql_kid(l, kids, cond ? 1 : 2));
    }
    ql_kids_pop(l, kids);
    return known;
}

QlExprRef ql_lower_choice(QlLower *l, CXCursor cursor)
{
    QlExprRef value;
    CXType type = clang_getCursorType(cursor);
    if (clang_getCanonicalType(type).kind == CXType_Void) {
        ql_lower_choice_effect(l, cursor);
        return 0;
    }
    if (lower_known(l, cursor, &value)) {
        return value;
    }
    QlExprRef temp = ql_lower_temp(l, type);
    ql_lower_choice_into(l, temp, cursor, 0, cursor);
    return temp;
}
