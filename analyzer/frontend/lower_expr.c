/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions: dispatch, names, members, literals, conversions, conditions. */
#include "lower.h"

#include <string.h>

CXCursor ql_lower_strip(QlLower *l, CXCursor cursor)
{
    for (guint depth = 0; depth < QL_MAX_DEPTH; depth++) {
        enum CXCursorKind kind = clang_getCursorKind(cursor);
        if (kind != CXCursor_ParenExpr && kind != CXCursor_UnexposedExpr) {
            break;
        }
        QlKids kids = ql_kids_push(l, cursor);
        gboolean wraps =
            kids.n == 1 && (kind == CXCursor_ParenExpr || ql_lower_is_implicit(cursor, l, kids));
        CXCursor inner = wraps ? ql_kid(l, kids, 0) : cursor;
        ql_kids_pop(l, kids);
        if (!wraps) {
            break;
        }
        cursor = inner;
    }
    return cursor;
}

gint64 ql_lower_cut(CXType type, gint64 value)
{
    switch (clang_getCanonicalType(type).kind) {
    case CXType_Bool: return value != 0;
    case CXType_Char_S:
    case CXType_SChar: return (gint8)value;
    case CXType_Char_U:
    case CXType_UChar: return (guint8)value;
    case CXType_Short: return (gint16)value;
    case CXType_UShort: return (guint16)value;
    case CXType_Int: return (gint32)value;
    case CXType_UInt: return (guint32)value;
    default: return value;
    }
}

QlExprRef ql_lower_convert(QlLower *l, QlExprRef value, CXCursor from, CXCursor to)
{
    const QlExpr *e = ql_builder_get(l->b, value);
    switch (e->kind) {
    case QL_EXPR_INT: return ql_builder_int(l->b, ql_lower_cut(clang_getCursorType(to), e->value));
    case QL_EXPR_GLOBAL:
    case QL_EXPR_LOCAL:
    case QL_EXPR_FIELD:
    case QL_EXPR_INDEX:
    case QL_EXPR_DEREF:
        if (ql_is_array(clang_getCursorType(from)) && !ql_is_array(clang_getCursorType(to))) {
            return ql_builder_decay(l->b, value);
        }
        return value;
    default: return value;
    }
}

gboolean ql_lower_evaluate(CXCursor cursor, gint64 *value)
{
    CXEvalResult result = clang_Cursor_Evaluate(cursor);
    if (!result) {
        return FALSE;
    }
    gboolean is_int = clang_EvalResult_getKind(result) == CXEval_Int;
    if (is_int) {
        *value = clang_EvalResult_isUnsignedInt(result)
                     ? (gint64)clang_EvalResult_getAsUnsigned(result)
                     : clang_EvalResult_getAsLongLong(result);
    }
    clang_EvalResult_dispose(result);
    return is_int;
}

static QlExprRef evaluated(QlLower *l, CXCursor cursor)
{
    gint64 value;
    return ql_lower_evaluate(cursor, &value) ? ql_builder_int(l->b, value) : 0;
}

gboolean ql_lower_constant(QlLower *l, CXCursor cursor, gint64 *value)
{
    CXCursor e = ql_lower_strip(l, cursor);
    CXCursor decl = clang_getCursorReferenced(e);
    if (clang_getCursorKind(e) == CXCursor_DeclRefExpr &&
        clang_getCursorKind(decl) == CXCursor_EnumConstantDecl) {
        *value = clang_getEnumConstantDeclValue(decl);
        return TRUE;
    }
    return ql_lower_evaluate(cursor, value);
}

static QlExprRef lower_global(QlLower *l, CXCursor var)
{
    CXCursor owner = clang_getCursorSemanticParent(var);
    gboolean local = clang_getCursorKind(owner) == CXCursor_FunctionDecl &&
                     clang_Cursor_getStorageClass(var) == CX_SC_Static;
    QlDecl *decl = local ? ql_decl_in_function(l->tu, var, l->def->key) : ql_decl(l->tu, var);
    return ql_builder_named(l->b, QL_EXPR_GLOBAL, decl->key);
}

static QlExprRef lower_reference(QlLower *l, CXCursor cursor)
{
    CXCursor decl = clang_getCursorReferenced(cursor);
    gpointer object;
    switch (clang_getCursorKind(decl)) {
    case CXCursor_FunctionDecl:
        return ql_builder_named(l->b, QL_EXPR_FUNCTION, ql_decl(l->tu, decl)->key);
    case CXCursor_EnumConstantDecl:
        return ql_builder_int(l->b, clang_getEnumConstantDeclValue(decl));
    case CXCursor_ParmDecl:
    case CXCursor_VarDecl:
        object = ql_cursor_table_get(l->objects, decl);
        if (object) {
            return GPOINTER_TO_UINT(object) - 1;
        }
        return clang_Cursor_hasVarDeclGlobalStorage(decl) > 0 ? lower_global(l, decl) : 0;
    default: return 0;
    }
}

static gboolean is_pointer(CXCursor cursor)
{
    return ql_pointee(clang_getCursorType(cursor)).kind != CXType_Invalid;
}

static QlExprRef lower_member(QlLower *l, CXCursor cursor, QlKids kids)
{
    CXCursor field = clang_getCursorReferenced(cursor);
    if (kids.n == 0) {
        return 0;
    }
    CXCursor base = ql_kid(l, kids, 0);
    QlExprRef object = ql_lower_value(l, base);
    if (clang_getCursorKind(field) != CXCursor_FieldDecl) {
        return 0;
    }
    if (is_pointer(base)) {
        object = ql_builder_deref(l->b, object);
    }
    const QlField *f = ql_field(l->tu, field);
    return f->name ? ql_builder_field(l->b, object, f->record, f->name) : object;
}

static QlExprRef lower_subscript(QlLower *l, QlKids kids)
{
    if (kids.n < 2) {
        return 0;
    }
    gboolean swapped = !is_pointer(ql_kid(l, kids, 0)) && is_pointer(ql_kid(l, kids, 1));
    QlExprRef base = ql_lower_value(l, ql_kid(l, kids, swapped));
    QlExprRef index = ql_lower_value(l, ql_kid(l, kids, !swapped));
    return ql_builder_index(l->b, base, index);
}

/* libclang spells a literal quoted and escaped, perhaps with a prefix. */
static QlExprRef lower_string(QlLower *l, CXCursor cursor)
{
    g_autofree char *quoted = ql_take_clang(clang_getCursorSpelling(cursor));
    char *start = strchr(quoted, '"');
    char *end = strrchr(quoted, '"');
    if (!start || start == end) {
        return 0;
    }
    *end = '\0';
    g_autofree char *text = g_strcompress(start + 1);
    /* __FILE__ would make facts depend on where the trees lie, and on how the file was found. */
    g_autofree char *path = ql_placeless_path(l->tu, text);
    QlSym name = ql_strings_intern(l->tu->strings, path ? path : text);
    return ql_builder_named(l->b, QL_EXPR_STRING, name);
}

static QlExprRef lower_label_address(QlLower *l, QlKids kids)
{
    CXCursor label = kids.n ? clang_getCursorReferenced(ql_kid(l, kids, 0)) : clang_getNullCursor();
    if (clang_getCursorKind(label) == CXCursor_LabelStmt) {
        ql_builder_take_label_address(l->b, ql_lower_label(l, label));
    }
    return 0;
}

/* The operand of a cast follows the expressions its type mentions. */
static QlExprRef lower_cast(QlLower *l, CXCursor cursor, QlKids kids)
{
    if (kids.n == 0) {
        return 0;
    }
    CXCursor operand = ql_kid(l, kids, kids.n - 1);
    return ql_lower_convert(l, ql_lower_value(l, operand), operand, cursor);
}

static QlExprRef lower_all(QlLower *l, QlKids kids)
{
    for (guint i = 0; i < kids.n; i++) {
        if (clang_isExpression(clang_getCursorKind(ql_kid(l, kids, i)))) {
            ql_lower_effect(l, ql_kid(l, kids, i));
        }
    }
    return 0;
}

static QlExprRef lower_kind(QlLower *l, CXCursor cursor, enum CXCursorKind kind, QlKids kids)
{
    switch (kind) {
    case CXCursor_UnexposedExpr: return ql_lower_unexposed(l, cursor, kids);
    case CXCursor_ParenExpr:
    case CXCursor_InitListExpr: return kids.n ? ql_lower_value(l, ql_kid(l, kids, 0)) : 0;
    case CXCursor_CStyleCastExpr: return lower_cast(l, cursor, kids);
    case CXCursor_MemberRefExpr: return lower_member(l, cursor, kids);
    case CXCursor_ArraySubscriptExpr: return lower_subscript(l, kids);
    case CXCursor_CallExpr: return ql_lower_call(l, cursor, kids);
    case CXCursor_UnaryOperator: return ql_lower_unary(l, cursor, kids);
    case CXCursor_BinaryOperator:
    case CXCursor_CompoundAssignOperator: return ql_lower_binary(l, cursor, kids);
    case CXCursor_ConditionalOperator: return ql_lower_choice(l, cursor);
    case CXCursor_CompoundLiteralExpr: return ql_lower_compound_literal(l, cursor, kids);
    case CXCursor_GenericSelectionExpr: return ql_lower_generic(l, cursor, kids);
    case CXCursor_AddrLabelExpr: return lower_label_address(l, kids);
    case CXCursor_StmtExpr: return kids.n ? ql_lower_block(l, ql_kid(l, kids, 0), TRUE) : 0;
    default: return lower_all(l, kids);
    }
}

QlExprRef ql_lower_value(QlLower *l, CXCursor cursor)
{
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    switch (kind) {
    case CXCursor_DeclRefExpr: return lower_reference(l, cursor);
    case CXCursor_StringLiteral: return lower_string(l, cursor);
    case CXCursor_IntegerLiteral:
    case CXCursor_CharacterLiteral:
    case CXCursor_UnaryExpr: /* sizeof and the like: the operand is not evaluated */
        return evaluated(l, cursor);
    default: break;
    }
    if (l->depth >= QL_MAX_DEPTH) {
        return 0;
    }
    l->depth++;
    QlKids kids = ql_kids_push(l, cursor);
    QlExprRef value = lower_kind(l, cursor, kind, kids);
    ql_kids_pop(l, kids);
    l->depth--;
    return value;
}

/* Whether only the last child of @cursor matters when its value is not used. */
static gboolean is_wrapper(QlLower *l, CXCursor cursor, enum CXCursorKind kind, QlKids kids)
{
    if (kids.n == 0) {
        return FALSE;
    }
    return kind == CXCursor_ParenExpr || kind == CXCursor_CStyleCastExpr ||
           (kind == CXCursor_UnexposedExpr && ql_lower_is_implicit(cursor, l, kids));
}

void ql_lower_effect(QlLower *l, CXCursor cursor)
{
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    if (l->depth >= QL_MAX_DEPTH) {
        return;
    }
    l->depth++;
    QlKids kids = ql_kids_push(l, cursor);
    if (is_wrapper(l, cursor, kind, kids)) {
        ql_lower_effect(l, ql_kid(l, kids, kids.n - 1));
    } else if (kind == CXCursor_StmtExpr && kids.n) {
        ql_lower_block(l, ql_kid(l, kids, 0), FALSE);
    } else if (ql_lower_branches(l, cursor)) {
        ql_lower_choice_effect(l, cursor);
    } else {
        ql_lower_value(l, cursor);
    }
    ql_kids_pop(l, kids);
    l->depth--;
}

QlExprRef ql_lower_into(QlLower *l, QlExprRef target, CXCursor cursor, guint flags, CXCursor at)
{
    CXCursor inner = ql_lower_strip(l, cursor);
    if (ql_lower_branches(l, inner)) {
        ql_lower_choice_into(l, target, inner, flags, at);
        return 0;
    }
    QlExprRef value = ql_lower_value(l, cursor);
    CXType type = clang_getCursorType(cursor);
    QlSym record = ql_is_record(type) ? ql_record_key(l->tu, type) : 0;
    ql_builder_assign(l->b, QL_ASSIGN_SET, target, value, record, flags, ql_spot(l->tu, at));
    return value;
}
