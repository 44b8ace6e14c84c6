/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UnexposedExpr: implicit casts, and everything libclang has no kind for. An implicit cast starts
 * where its only child starts; the others start with a word of their own, which is read from the
 * source text.
 */
#include "lower.h"

#include <string.h>

static gboolean same_start(CXCursor x, CXCursor y)
{
    return clang_equalLocations(clang_getRangeStart(clang_getCursorExtent(x)),
                                clang_getRangeStart(clang_getCursorExtent(y))) != 0;
}

/* An implicit cast's location is its operand's; asking for that is cheaper than for the start. */
gboolean ql_lower_is_implicit(CXCursor cursor, const QlLower *l, QlKids kids)
{
    if (kids.n != 1) {
        return FALSE;
    }
    CXCursor kid = ql_kid(l, kids, 0);
    return clang_equalLocations(clang_getCursorLocation(cursor), clang_getCursorLocation(kid)) ||
           same_start(cursor, kid);
}

gboolean ql_lower_is_elvis(CXCursor cursor, const QlLower *l, QlKids kids)
{
    return kids.n == 4 && same_start(cursor, ql_kid(l, kids, 0)) &&
           same_start(cursor, ql_kid(l, kids, 1));
}

/* Children: condition and both arms, of which one is chosen when compiling. */
static QlExprRef lower_choose_expr(QlLower *l, QlKids kids)
{
    gint64 chosen;
    if (kids.n == 3 && ql_lower_evaluate(ql_kid(l, kids, 0), &chosen)) {
        return ql_lower_value(l, ql_kid(l, kids, chosen ? 1 : 2));
    }
    return 0;
}

static gboolean is_constant_query(QlText word)
{
    return ql_text_is(word, "__builtin_types_compatible_p") ||
           ql_text_is(word, "__builtin_offsetof") || ql_text_is(word, "offsetof");
}

static gboolean is_atomic(QlText word)
{
    static const char *const prefixes[] = {"__atomic_", "__c11_atomic_"};
    for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        gsize n = strlen(prefixes[i]);
        if (word.length > n && !memcmp(word.at, prefixes[i], n)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* The word may be out of reach (pasted by the preprocessor): then the shape decides. */
static gboolean looks_atomic(QlLower *l, QlText word, QlKids kids)
{
    if (word.length || kids.n < 2) {
        return FALSE;
    }
    CXType type = clang_getCanonicalType(clang_getCursorType(ql_kid(l, kids, 0)));
    return type.kind == CXType_Pointer;
}

/* Also clang's stand-in for what it could not make sense of. */
static QlExprRef lower_parts(QlLower *l, QlKids kids)
{
    for (guint i = 0; i < kids.n; i++) {
        if (clang_isExpression(clang_getCursorKind(ql_kid(l, kids, i)))) {
            ql_lower_effect(l, ql_kid(l, kids, i));
        }
    }
    return 0;
}

QlExprRef ql_lower_unexposed(QlLower *l, CXCursor cursor, QlKids kids)
{
    if (ql_lower_is_implicit(cursor, l, kids)) {
        CXCursor operand = ql_kid(l, kids, 0);
        return ql_lower_convert(l, ql_lower_value(l, operand), operand, cursor);
    }
    if (ql_lower_is_elvis(cursor, l, kids)) {
        return ql_lower_choice(l, cursor);
    }
    QlText word = ql_leading_word(ql_written_text(l->tu, cursor));
    if (ql_text_is(word, "__builtin_choose_expr")) {
        return lower_choose_expr(l, kids);
    }
    if (is_constant_query(word)) {
        gint64 value;
        return ql_lower_evaluate(cursor, &value) ? ql_builder_int(l->b, value)
                                                 : lower_parts(l, kids); /* offsetof(S, a[f()]) */
    }
    if (is_atomic(word) || looks_atomic(l, word, kids)) {
        return ql_lower_atomic(l, cursor, word, kids);
    }
    return lower_parts(l, kids);
}
