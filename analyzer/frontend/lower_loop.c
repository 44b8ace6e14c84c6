/* SPDX-License-Identifier: Apache-2.0 */
/* while, do and for. */
#include "lower.h"

/* Lowers @body, whose break and continue lead to the given blocks. */
static void lower_body(QlLower *l, CXCursor body, QlBlockRef break_to, QlBlockRef continue_to)
{
    QlScope scope = ql_builder_scope(l->b);
    QlJumps jumps = {.outer = l->jumps,
                     .break_to = break_to,
                     .break_scope = scope,
                     .continue_to = continue_to,
                     .continue_scope = scope,
                     .has_break = TRUE,
                     .has_continue = TRUE};
    l->jumps = &jumps;
    ql_lower_stmt(l, body);
    l->jumps = jumps.outer;
}

void ql_lower_while(QlLower *l, CXCursor cursor, QlKids kids)
{
    if (kids.n < 2) {
        return;
    }
    QlBlockRef head = ql_builder_new_block(l->b);
    QlBlockRef body = ql_builder_new_block(l->b);
    QlBlockRef after = ql_builder_new_block(l->b);
    ql_builder_continue_in(l->b, head);
    ql_lower_cond(l, ql_kid(l, kids, 0), body, after);
    ql_builder_place(l->b, body);
    lower_body(l, ql_kid(l, kids, kids.n - 1), after, head);
    ql_builder_continue_in(l->b, head);
    ql_builder_place(l->b, after);
}

void ql_lower_do(QlLower *l, CXCursor cursor, QlKids kids)
{
    if (kids.n < 2) {
        return;
    }
    QlBlockRef body = ql_builder_new_block(l->b);
    QlBlockRef test = ql_builder_new_block(l->b);
    QlBlockRef after = ql_builder_new_block(l->b);
    ql_builder_continue_in(l->b, body);
    lower_body(l, ql_kid(l, kids, 0), after, test);
    ql_builder_continue_in(l->b, test);
    ql_lower_cond(l, ql_kid(l, kids, 1), body, after);
    ql_builder_place(l->b, after);
}

/* Which parts of a for's header are there; libclang does not show absent ones. */
typedef enum ForPart { FOR_INIT, FOR_COND, FOR_STEP, FOR_PARTS } ForPart;

/*
 * Reads the header's text: "for (a; b; c)". Fails if a macro hides the semicolons. A part that is
 * only a macro with an empty expansion counts as present; the caller compares with the children.
 */
static gboolean parts_in_text(QlText text, gboolean present[FOR_PARTS])
{
    text = ql_skip_space(ql_skip_token(text));
    if (!text.length || text.at[0] != '(') {
        return FALSE;
    }
    text = ql_skip_space(ql_skip_token(text));
    guint part = 0;
    while (text.length && text.at[0] != ')') {
        char c = text.at[0];
        if (c == ';') {
            if (++part == FOR_PARTS) {
                return FALSE;
            }
            text = ql_skip_space(ql_skip_token(text));
            continue;
        }
        present[part] = TRUE;
        text = c == '(' || c == '[' || c == '{' ? ql_skip_group(text) : ql_skip_token(text);
        text = ql_skip_space(text);
    }
    return part == FOR_PARTS - 1;
}

static gboolean assigns(QlLower *l, CXCursor cursor)
{
    CXCursor e = ql_lower_strip(l, cursor);
    switch (clang_getCursorKind(e)) {
    case CXCursor_DeclStmt:
    case CXCursor_CompoundAssignOperator: return TRUE;
    case CXCursor_BinaryOperator: {
        enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(e);
        return op == CXBinaryOperator_Assign || op == CXBinaryOperator_Comma;
    }
    case CXCursor_UnaryOperator: {
        enum CXUnaryOperatorKind op = clang_getCursorUnaryOperatorKind(e);
        return op >= CXUnaryOperator_PostInc && op <= CXUnaryOperator_PreDec;
    }
    default: return FALSE;
    }
}

/* Guesses by what the parts do: a condition rarely assigns, the other two nearly always do. */
static void parts_by_kind(QlLower *l, QlKids kids, gboolean present[FOR_PARTS])
{
    guint n = kids.n - 1;
    guint i = 0;
    present[FOR_INIT] = n > 1 && assigns(l, ql_kid(l, kids, 0));
    present[FOR_INIT] |= clang_getCursorKind(ql_kid(l, kids, 0)) == CXCursor_DeclStmt;
    i += present[FOR_INIT];
    present[FOR_COND] = i < n && !assigns(l, ql_kid(l, kids, i));
    i += present[FOR_COND];
    present[FOR_STEP] = i < n;
}

static guint count_parts(const gboolean present[FOR_PARTS])
{
    return !!present[FOR_INIT] + !!present[FOR_COND] + !!present[FOR_STEP];
}

static void find_parts(QlLower *l, CXCursor cursor, QlKids kids, gboolean present[FOR_PARTS])
{
    guint n = kids.n - 1;
    if (n == FOR_PARTS || n == 0) {
        present[FOR_INIT] = present[FOR_COND] = present[FOR_STEP] = n > 0;
        return;
    }
    if (parts_in_text(ql_written_text(l->tu, cursor), present) && count_parts(present) == n) {
        return;
    }
    present[FOR_INIT] = present[FOR_COND] = present[FOR_STEP] = FALSE;
    parts_by_kind(l, kids, present);
}

/* The scope of a variable declared in the header ends with the loop. */
static void end_header_scope(QlLower *l, QlScope outer, CXCursor cursor)
{
    if (ql_builder_scope(l->b) != outer) {
        ql_builder_unwind(l->b, outer, ql_spot(l->tu, cursor));
        ql_builder_set_scope(l->b, outer);
    }
}

void ql_lower_for(QlLower *l, CXCursor cursor, QlKids kids)
{
    if (kids.n < 1) {
        return;
    }
    gboolean present[FOR_PARTS] = {FALSE};
    find_parts(l, cursor, kids, present);
    guint next = 0;
    QlScope outer = ql_builder_scope(l->b);
    QlBlockRef head = ql_builder_new_block(l->b);
    QlBlockRef body = ql_builder_new_block(l->b);
    QlBlockRef step = ql_builder_new_block(l->b);
    QlBlockRef after = ql_builder_new_block(l->b);
    if (present[FOR_INIT]) {
        ql_lower_stmt(l, ql_kid(l, kids, next++));
    }
    ql_builder_continue_in(l->b, head);
    if (present[FOR_COND]) {
        ql_lower_cond(l, ql_kid(l, kids, next++), body, after);
    } else {
        ql_builder_jump(l->b, body);
    }
    ql_builder_place(l->b, body);
    lower_body(l, ql_kid(l, kids, kids.n - 1), after, step);
    ql_builder_continue_in(l->b, step);
    if (present[FOR_STEP] && next + 1 < kids.n) {
        ql_lower_effect(l, ql_kid(l, kids, next));
    }
    ql_builder_continue_in(l->b, head);
    ql_builder_place(l->b, after);
    end_header_scope(l, outer, cursor);
}
