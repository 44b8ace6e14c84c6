/* SPDX-License-Identifier: Apache-2.0 */
/* Calls, and the built-in functions that are not calls. */
#include "attributes.h"
#include "lower.h"

#include <string.h>

typedef enum Builtin {
    BUILTIN_NONE,
    BUILTIN_HINT,        /* its first argument */
    BUILTIN_UNREACHABLE, /* control does not get here */
    BUILTIN_UNEVALUATED, /* asks about its arguments without evaluating them */
    BUILTIN_OUTPUT,      /* writes through its last argument */
    BUILTIN_LIBRARY,     /* __builtin___snprintf_chk() and the like: a call of the rest */
    BUILTIN_OTHER,
} Builtin;

static Builtin classify(const char *name)
{
    static const struct {
        const char *name;
        Builtin kind;
    } table[] = {
        {"expect", BUILTIN_HINT},
        {"expect_with_probability", BUILTIN_HINT},
        {"assume_aligned", BUILTIN_HINT},
        {"launder", BUILTIN_HINT},
        {"unreachable", BUILTIN_UNREACHABLE},
        {"trap", BUILTIN_UNREACHABLE},
        {"abort", BUILTIN_UNREACHABLE},
        {"constant_p", BUILTIN_UNEVALUATED},
        {"object_size", BUILTIN_UNEVALUATED},
        {"dynamic_object_size", BUILTIN_UNEVALUATED},
        {"classify_type", BUILTIN_UNEVALUATED},
    };
    if (!g_str_has_prefix(name, "__builtin_")) {
        return BUILTIN_NONE;
    }
    name += strlen("__builtin_");
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        if (!strcmp(name, table[i].name)) {
            return table[i].kind;
        }
    }
    if (g_str_has_prefix(name, "__")) {
        return BUILTIN_LIBRARY;
    }
    return g_str_has_suffix(name, "_overflow") ? BUILTIN_OUTPUT : BUILTIN_OTHER;
}

/*
 * libclang names a function for f()() too, the one whose result is called: what the callee itself
 * is decides.
 */
static QlDecl *called_function(QlLower *l, CXCursor cursor, QlKids kids)
{
    CXCursor decl = clang_getCursorReferenced(cursor);
    if (clang_getCursorKind(decl) != CXCursor_FunctionDecl || kids.n == 0) {
        return NULL;
    }
    CXCursor callee = ql_lower_strip(l, ql_kid(l, kids, 0));
    return clang_getCursorKind(callee) == CXCursor_DeclRefExpr ? ql_decl(l->tu, decl) : NULL;
}

gboolean ql_lower_is_hint(QlLower *l, CXCursor cursor, CXCursor *argument)
{
    QlKids kids = ql_kids_push(l, cursor);
    QlDecl *decl = called_function(l, cursor, kids);
    gboolean hint = decl && classify(ql_strings_get(l->tu->strings, decl->name)) == BUILTIN_HINT;
    gboolean has = hint && kids.n >= 2;
    *argument = has ? ql_kid(l, kids, 1) : clang_getNullCursor();
    ql_kids_pop(l, kids);
    return has;
}

/* Evaluates the arguments; they stay on l->args from the index returned. */
static guint push_args(QlLower *l, QlKids kids)
{
    guint first = l->args->len;
    for (guint i = 1; i < kids.n; i++) {
        QlExprRef value = ql_lower_value(l, ql_kid(l, kids, i));
        g_array_append_val(l->args, value);
    }
    return first;
}

static QlExprRef lower_builtin(QlLower *l, CXCursor cursor, const char *name, Builtin kind,
                               QlKids kids)
{
    if (kind == BUILTIN_UNEVALUATED) {
        return 0;
    }
    guint first = push_args(l, kids);
    guint n = l->args->len - first;
    const QlExprRef *args = n ? &g_array_index(l->args, QlExprRef, first) : NULL;
    QlExprRef result = 0;
    if (kind == BUILTIN_LIBRARY) {
        QlSym function = ql_strings_intern(l->tu->strings, name + strlen("__builtin_"));
        QlExprRef callee = ql_builder_named(l->b, QL_EXPR_FUNCTION, function);
        result = ql_builder_call(l->b, callee, args, n, 0, ql_spot(l->tu, cursor));
    } else if (n && kind == BUILTIN_HINT) {
        result = args[0];
    } else if (n && kind == BUILTIN_OUTPUT) {
        QlExprRef out = ql_builder_deref(l->b, args[n - 1]);
        ql_builder_assign(l->b, QL_ASSIGN_SET, out, 0, 0, 0, ql_spot(l->tu, cursor));
    } else if (kind == BUILTIN_UNREACHABLE) {
        ql_builder_unreachable(l->b, ql_line(l->tu, cursor));
    }
    g_array_set_size(l->args, first);
    return result;
}

static guint call_flags(QlLower *l, const QlDecl *decl, CXCursor callee, QlExprRef target)
{
    const QlExpr *e = ql_builder_get(l->b, target);
    if (!decl && e->kind == QL_EXPR_FUNCTION) {
        decl = g_hash_table_lookup(l->tu->by_key, GUINT_TO_POINTER(e->name));
    }
    gboolean noreturn = decl ? decl->noreturn : ql_type_is_noreturn(clang_getCursorType(callee));
    return noreturn ? QL_EVENT_NORETURN : 0;
}

static QlExprRef lower_real_call(QlLower *l, CXCursor cursor, const QlDecl *decl, QlKids kids)
{
    CXCursor callee = ql_kid(l, kids, 0);
    QlExprRef target =
        decl ? ql_builder_named(l->b, QL_EXPR_FUNCTION, decl->key) : ql_lower_value(l, callee);
    guint flags = call_flags(l, decl, callee, target);
    guint first = push_args(l, kids);
    guint n = l->args->len - first;
    const QlExprRef *args = n ? &g_array_index(l->args, QlExprRef, first) : NULL;
    QlExprRef result = ql_builder_call(l->b, target, args, n, flags, ql_spot(l->tu, cursor));
    g_array_set_size(l->args, first);
    return result;
}

QlExprRef ql_lower_call(QlLower *l, CXCursor cursor, QlKids kids)
{
    if (kids.n == 0) {
        return 0; /* broken code */
    }
    QlDecl *decl = called_function(l, cursor, kids);
    const char *name = decl ? ql_strings_get(l->tu->strings, decl->name) : "";
    QlExprRef result;
    if (decl && ql_lower_atomic_call(l, cursor, name, kids, &result)) {
        return result;
    }
    Builtin builtin = classify(name);
    if (builtin != BUILTIN_NONE) {
        return lower_builtin(l, cursor, name, builtin, kids);
    }
    return lower_real_call(l, cursor, decl, kids);
}
