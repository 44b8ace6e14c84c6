/* SPDX-License-Identifier: Apache-2.0 */
/*
 * _Generic. libclang shows the controlling expression and every association's expression, but
 * neither the types nor which one was chosen. The types are read from the source text (the body of
 * the macro, mostly) and compared with the spellings of the controlling type; if the text cannot be
 * read, an association whose type alone equals the type of the whole is taken. What remains
 * undecided becomes a choice between all.
 */
#include "lower.h"

#include <string.h>

#define NOT_FOUND G_MAXUINT

/* @type's spelling with single blanks, and none before '*'. */
static char *normalize(QlText type)
{
    GString *out = g_string_new(NULL);
    for (type = ql_skip_space(type); type.length; type = ql_skip_space(type)) {
        QlText rest = ql_skip_token(type);
        if (out->len && g_ascii_isalnum(out->str[out->len - 1]) && type.at[0] != '*') {
            g_string_append_c(out, ' ');
        }
        g_string_append_len(out, type.at, (gssize)(type.length - rest.length));
        type = rest;
    }
    return g_string_free(out, FALSE);
}

static char *spelling(CXType type)
{
    g_autofree char *text = ql_take_clang(clang_getTypeSpelling(type));
    return normalize((QlText){text, strlen(text)});
}

/* The associations' types as written, "default" included; NULL if the text does not show them. */
static GPtrArray *written_types(QlText text)
{
    GPtrArray *types = g_ptr_array_new_with_free_func(g_free);
    gboolean in_type = FALSE;
    text = ql_skip_space(ql_skip_token(text));
    if (!text.length || text.at[0] != '(') {
        return types;
    }
    text = ql_skip_space(ql_skip_token(text));
    QlText start = text;
    while (text.length && text.at[0] != ')') {
        char c = text.at[0];
        if (c == ':' && in_type) {
            g_ptr_array_add(types, normalize((QlText){start.at, (gsize)(text.at - start.at)}));
            in_type = FALSE;
        }
        text = c == '(' || c == '[' || c == '{' ? ql_skip_group(text) : ql_skip_token(text);
        text = ql_skip_space(text);
        if (c == ',') {
            in_type = TRUE;
            start = text;
        }
    }
    return types;
}

/* Spelling of the controlling expression's type after lvalue conversion. */
static char *controlling_type(CXCursor cursor)
{
    CXType type = clang_getUnqualifiedType(clang_getCanonicalType(clang_getCursorType(cursor)));
    if (!ql_is_array(type)) {
        return spelling(type);
    }
    g_autofree char *element = spelling(clang_getArrayElementType(type));
    return g_strconcat(element, "*", NULL);
}

/* Canonical spelling of @written, whose last name may be a typedef; NULL if it is unknown. */
static char *canonical_spelling(QlTuContext *tu, const char *written)
{
    gsize n = strcspn(written, "*");
    g_autofree char *base = g_strndup(written, n);
    const char *name = base;
    const char *prefix = "";
    if (g_str_has_prefix(name, "const ")) {
        name += strlen("const ");
        prefix = "const ";
    }
    g_autofree char *spelled = ql_typedef_spelling(tu, name);
    if (!spelled) {
        return NULL;
    }
    g_autofree char *canonical = normalize((QlText){spelled, strlen(spelled)});
    gboolean pointer = g_str_has_suffix(canonical, "*");
    return pointer && *prefix ? NULL : g_strconcat(prefix, canonical, written + n, NULL);
}

static guint match_types(QlTuContext *tu, const GPtrArray *types, const char *wanted)
{
    guint other = NOT_FOUND;
    for (guint i = 0; i < types->len; i++) {
        const char *written = g_ptr_array_index(types, i);
        g_autofree char *canonical = canonical_spelling(tu, written);
        if (!strcmp(written, wanted) || (canonical && !strcmp(canonical, wanted))) {
            return i;
        }
        if (!strcmp(written, "default")) {
            other = i;
        }
    }
    return other;
}

/* The only association with the type of the whole expression. */
static guint match_result(QlLower *l, CXCursor cursor, QlKids kids)
{
    CXType whole = clang_getCanonicalType(clang_getCursorType(cursor));
    guint found = NOT_FOUND;
    for (guint i = 1; i < kids.n; i++) {
        CXType type = clang_getCanonicalType(clang_getCursorType(ql_kid(l, kids, i)));
        if (!clang_equalTypes(type, whole)) {
            continue;
        }
        if (found != NOT_FOUND) {
            return NOT_FOUND;
        }
        found = i - 1;
    }
    return found;
}

static guint find_association(QlLower *l, CXCursor cursor, QlKids kids)
{
    if (kids.n == 2) {
        return 0;
    }
    guint found = match_result(l, cursor, kids);
    if (found != NOT_FOUND) {
        return found;
    }
    g_autoptr(GPtrArray) types = written_types(ql_written_text(l->tu, cursor));
    if (types->len != kids.n - 1) {
        return NOT_FOUND;
    }
    g_autofree char *wanted = controlling_type(ql_kid(l, kids, 0));
    return match_types(l->tu, types, wanted);
}

/* Any of them: a switch over something unknown. */
static QlExprRef lower_any(QlLower *l, CXCursor cursor, QlKids kids)
{
    g_autoptr(GArray) cases = g_array_new(FALSE, FALSE, sizeof(QlEdge));
    QlExprRef temp = ql_lower_temp(l, clang_getCursorType(cursor));
    QlBlockRef dispatch = ql_builder_suspend(l->b);
    QlBlockRef after = ql_builder_new_block(l->b);
    QlBlockRef block = after;
    for (guint i = 1; i < kids.n; i++) {
        block = ql_builder_new_block(l->b);
        ql_builder_place(l->b, block);
        ql_lower_into(l, temp, ql_kid(l, kids, i), 0, cursor);
        ql_builder_continue_in(l->b, after);
        QlEdge edge = {.kind = QL_EDGE_CASE, .target = block, .low = i, .high = i};
        if (i + 1 < kids.n) {
            g_array_append_val(cases, edge);
        }
    }
    ql_builder_switch(l->b, dispatch, 0, cases, block, ql_line(l->tu, cursor));
    ql_builder_place(l->b, after);
    return temp;
}

QlExprRef ql_lower_generic(QlLower *l, CXCursor cursor, QlKids kids)
{
    if (kids.n < 2) {
        return 0;
    }
    guint found = find_association(l, cursor, kids);
    if (found == NOT_FOUND) {
        return lower_any(l, cursor, kids);
    }
    return ql_lower_value(l, ql_kid(l, kids, found + 1));
}
