/* SPDX-License-Identifier: Apache-2.0 */
/* Statements. */
#include "lower.h"

/* By name: one label has several cursors, depending on how libclang got there. */
QlLabelRef ql_lower_label(QlLower *l, CXCursor label_stmt)
{
    QlSym name = ql_intern_clang(l->tu, clang_getCursorSpelling(label_stmt));
    gpointer known = g_hash_table_lookup(l->labels, GUINT_TO_POINTER(name));
    if (known) {
        return GPOINTER_TO_UINT(known) - 1;
    }
    QlLabelRef label = ql_builder_new_label(l->b);
    g_hash_table_insert(l->labels, GUINT_TO_POINTER(name), GUINT_TO_POINTER(label + 1));
    return label;
}

/* Ends the current scope: back to @outer, with the cleanups in between if control gets here. */
static void end_scope(QlLower *l, QlScope outer, CXCursor at)
{
    if (ql_builder_scope(l->b) == outer) {
        return;
    }
    if (ql_builder_is_open(l->b)) {
        QlPlace end = ql_place_end(l->tu, at);
        QlSpot spot = {.line = end.line, .column = end.column};
        spot.macro = ql_spot(l->tu, at).macro;
        ql_builder_unwind(l->b, outer, spot);
    }
    ql_builder_set_scope(l->b, outer);
}

/* A statement expression's value outlives its scope: keep it before the cleanups run. */
QlExprRef ql_lower_block(QlLower *l, CXCursor compound, gboolean want_value)
{
    QlScope outer = ql_builder_scope(l->b);
    QlKids kids = ql_kids_push(l, compound);
    QlExprRef value = 0;
    for (guint i = 0; i < kids.n; i++) {
        CXCursor kid = ql_kid(l, kids, i);
        if (want_value && i + 1 == kids.n && clang_isExpression(clang_getCursorKind(kid))) {
            value = ql_lower_value(l, kid);
            if (ql_builder_scope(l->b) != outer) {
                value = ql_lower_keep(l, value, kid);
            }
        } else {
            ql_lower_stmt(l, kid);
        }
    }
    ql_kids_pop(l, kids);
    end_scope(l, outer, compound);
    return value;
}

static void lower_vla_sizes(QlLower *l, CXCursor var, CXCursor init)
{
    if (clang_getCanonicalType(clang_getCursorType(var)).kind != CXType_VariableArray) {
        return;
    }
    QlKids kids = ql_kids_push(l, var);
    for (guint i = 0; i < kids.n; i++) {
        CXCursor kid = ql_kid(l, kids, i);
        if (clang_isExpression(clang_getCursorKind(kid)) && !clang_equalCursors(kid, init)) {
            ql_lower_effect(l, kid);
        }
    }
    ql_kids_pop(l, kids);
}

static void lower_static_local(QlLower *l, CXCursor var, CXCursor init)
{
    if (clang_Cursor_getStorageClass(var) != CX_SC_Static) {
        return; /* extern */
    }
    QlDecl *decl = ql_decl_in_function(l->tu, var, l->def->key);
    if (!clang_Cursor_isNull(init) && !decl->queued) {
        decl->queued = TRUE;
        g_ptr_array_add(l->tu->queue, decl);
    }
}

static void lower_variable(QlLower *l, CXCursor var)
{
    CXCursor init = clang_Cursor_getVarDeclInitializer(var);
    if (clang_Cursor_hasVarDeclGlobalStorage(var) > 0) {
        lower_static_local(l, var, init);
        return;
    }
    lower_vla_sizes(l, var, init);
    QlExprRef object = ql_lower_add_local(l, var);
    if (!clang_Cursor_isNull(init)) {
        ql_lower_init(l, object, clang_getCursorType(var), init);
    }
    const QlVariable *local =
        &g_array_index(l->def->locals, QlVariable, ql_builder_get(l->b, object)->value);
    if (local->cleanup) {
        QlExprRef f = ql_builder_named(l->b, QL_EXPR_FUNCTION, local->cleanup);
        ql_builder_add_cleanup(l->b, object, f);
    }
}

static void lower_declarations(QlLower *l, QlKids kids)
{
    for (guint i = 0; i < kids.n; i++) {
        CXCursor kid = ql_kid(l, kids, i);
        if (clang_getCursorKind(kid) == CXCursor_VarDecl) {
            lower_variable(l, kid);
        }
    }
}

/* An else-if chain is followed in a loop, since it may be long. */
static void lower_if(QlLower *l, QlKids kids)
{
    QlBlockRef after = ql_builder_new_block(l->b);
    guint first_pushed = l->kids->len;
    while (kids.n >= 2) {
        QlBlockRef then = ql_builder_new_block(l->b);
        QlBlockRef other = kids.n > 2 ? ql_builder_new_block(l->b) : after;
        ql_lower_cond(l, ql_kid(l, kids, 0), then, other);
        ql_builder_place(l->b, then);
        ql_lower_stmt(l, ql_kid(l, kids, 1));
        if (kids.n < 3) {
            break;
        }
        ql_builder_continue_in(l->b, after);
        ql_builder_place(l->b, other);
        CXCursor next = ql_kid(l, kids, 2);
        if (clang_getCursorKind(next) != CXCursor_IfStmt) {
            ql_lower_stmt(l, next);
            break;
        }
        kids = ql_kids_push(l, next);
    }
    g_array_set_size(l->kids, first_pushed);
    ql_builder_continue_in(l->b, after);
}

static gboolean is_stable(const QlLower *l, const QlExpr *e)
{
    switch (e->kind) {
    case QL_EXPR_INT:
    case QL_EXPR_STRING:
    case QL_EXPR_FUNCTION:
    case QL_EXPR_CALL:
    case QL_EXPR_PARAM: return TRUE;
    case QL_EXPR_LOCAL: return !g_array_index(l->def->locals, QlVariable, e->value).cleanup;
    case QL_EXPR_UNARY: return is_stable(l, ql_builder_get(l->b, e->a));
    case QL_EXPR_BINARY:
        return is_stable(l, ql_builder_get(l->b, e->a)) && is_stable(l, ql_builder_get(l->b, e->b));
    default: return FALSE;
    }
}

QlExprRef ql_lower_keep(QlLower *l, QlExprRef value, CXCursor cursor)
{
    if (value == 0 || !ql_builder_is_open(l->b) || is_stable(l, ql_builder_get(l->b, value))) {
        return value;
    }
    CXType type = clang_getCursorType(cursor);
    if (clang_getCanonicalType(type).kind == CXType_Void) {
        return 0;
    }
    QlExprRef temp = ql_lower_temp(l, type);
    QlSym record = ql_is_record(type) ? ql_record_key(l->tu, type) : 0;
    ql_builder_assign(l->b, QL_ASSIGN_SET, temp, value, record, 0, ql_spot(l->tu, cursor));
    return temp;
}

static void lower_return(QlLower *l, CXCursor cursor, QlKids kids)
{
    QlExprRef value = kids.n ? ql_lower_value(l, ql_kid(l, kids, 0)) : 0;
    if (ql_builder_scope(l->b)) {
        value = kids.n ? ql_lower_keep(l, value, ql_kid(l, kids, 0)) : 0;
        ql_builder_unwind(l->b, 0, ql_spot(l->tu, cursor));
    }
    ql_builder_return(l->b, value, ql_line(l->tu, cursor));
}

static void lower_leave(QlLower *l, CXCursor cursor, gboolean is_continue)
{
    const QlJumps *jumps = l->jumps;
    while (jumps && !(is_continue ? jumps->has_continue : jumps->has_break)) {
        jumps = jumps->outer;
    }
    if (!jumps) {
        return;
    }
    QlScope scope = is_continue ? jumps->continue_scope : jumps->break_scope;
    if (ql_builder_scope(l->b) != scope) {
        ql_builder_unwind(l->b, scope, ql_spot(l->tu, cursor));
    }
    ql_builder_jump(l->b, is_continue ? jumps->continue_to : jumps->break_to);
}

static void lower_goto(QlLower *l, CXCursor cursor)
{
    CXCursor label = clang_getCursorReferenced(cursor);
    if (clang_getCursorKind(label) == CXCursor_LabelStmt) {
        ql_builder_goto(l->b, ql_lower_label(l, label), ql_spot(l->tu, cursor));
    }
}

static void lower_label_stmt(QlLower *l, CXCursor cursor, QlKids kids)
{
    ql_builder_place_label(l->b, ql_lower_label(l, cursor));
    for (guint i = 0; i < kids.n; i++) {
        ql_lower_stmt(l, ql_kid(l, kids, i));
    }
}

static void lower_computed_goto(QlLower *l, CXCursor cursor, QlKids kids)
{
    if (kids.n) {
        ql_lower_effect(l, ql_kid(l, kids, 0));
    }
    ql_builder_goto_any(l->b, ql_spot(l->tu, cursor));
}

/* Operands of asm, and statements that merely wrap another one. */
static void lower_parts(QlLower *l, QlKids kids)
{
    for (guint i = 0; i < kids.n; i++) {
        CXCursor kid = ql_kid(l, kids, i);
        enum CXCursorKind kind = clang_getCursorKind(kid);
        if (clang_isExpression(kind) || clang_isStatement(kind)) {
            ql_lower_stmt(l, kid);
        }
    }
}

static void lower_statement(QlLower *l, CXCursor cursor, enum CXCursorKind kind, QlKids kids)
{
    switch (kind) {
    case CXCursor_DeclStmt: lower_declarations(l, kids); break;
    case CXCursor_IfStmt: lower_if(l, kids); break;
    case CXCursor_WhileStmt: ql_lower_while(l, cursor, kids); break;
    case CXCursor_DoStmt: ql_lower_do(l, cursor, kids); break;
    case CXCursor_ForStmt: ql_lower_for(l, cursor, kids); break;
    case CXCursor_SwitchStmt: ql_lower_switch(l, cursor, kids); break;
    case CXCursor_CaseStmt: ql_lower_case(l, cursor, kids); break;
    case CXCursor_DefaultStmt: ql_lower_default(l, cursor, kids); break;
    case CXCursor_LabelStmt: lower_label_stmt(l, cursor, kids); break;
    case CXCursor_GotoStmt: lower_goto(l, cursor); break;
    case CXCursor_IndirectGotoStmt: lower_computed_goto(l, cursor, kids); break;
    case CXCursor_BreakStmt: lower_leave(l, cursor, FALSE); break;
    case CXCursor_ContinueStmt: lower_leave(l, cursor, TRUE); break;
    case CXCursor_ReturnStmt: lower_return(l, cursor, kids); break;
    default: lower_parts(l, kids); break;
    }
}

void ql_lower_stmt(QlLower *l, CXCursor cursor)
{
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    if (kind == CXCursor_NullStmt || l->depth >= QL_MAX_DEPTH) {
        return;
    }
    l->depth++;
    if (clang_isExpression(kind)) {
        ql_lower_effect(l, cursor);
    } else if (kind == CXCursor_CompoundStmt) {
        ql_lower_block(l, cursor, FALSE);
    } else {
        QlKids kids = ql_kids_push(l, cursor);
        lower_statement(l, cursor, kind, kids);
        ql_kids_pop(l, kids);
    }
    l->depth--;
}
