/* SPDX-License-Identifier: Apache-2.0 */
/* One definition: its head, parameters, locals, and the graph of its body or initialiser. */
#include "attributes.h"
#include "lower.h"

static enum CXChildVisitResult push_kid(CXCursor child, CXCursor parent, CXClientData data)
{
    GArray *kids = data;
    g_array_append_val(kids, child);
    return CXChildVisit_Continue;
}

QlKids ql_kids_push(QlLower *l, CXCursor cursor)
{
    QlKids kids = {.first = l->kids->len};
    clang_visitChildren(cursor, push_kid, l->kids);
    kids.n = l->kids->len - kids.first;
    return kids;
}

void ql_kids_pop(QlLower *l, QlKids kids)
{
    g_array_set_size(l->kids, kids.first);
}

static void lower_begin(QlLower *l, QlTuContext *tu, QlDefinition *def)
{
    *l = (QlLower){.tu = tu, .b = ql_builder_new(), .def = def};
    l->objects = ql_cursor_table_new(NULL);
    l->labels = g_hash_table_new(NULL, NULL);
    l->kids = g_array_new(FALSE, FALSE, sizeof(CXCursor));
    l->args = g_array_new(FALSE, FALSE, sizeof(QlExprRef));
}

static void lower_end(QlLower *l)
{
    l->def->flow = ql_builder_finish(l->b);
    g_hash_table_destroy(l->objects);
    g_hash_table_destroy(l->labels);
    g_array_unref(l->kids);
    g_array_unref(l->args);
}

static QlVariable variable(QlTuContext *tu, CXCursor cursor)
{
    CXType type = clang_getCursorType(cursor);
    QlVariable v = {.name = ql_stable_name(tu, cursor)};
    v.type = ql_type_text(tu, type);
    v.record = ql_record_key(tu, type);
    return v;
}

static void add_params(QlLower *l, CXCursor function)
{
    int n = clang_Cursor_getNumArguments(function);
    for (int i = 0; i < n; i++) {
        CXCursor param = clang_Cursor_getArgument(function, (unsigned)i);
        QlVariable v = variable(l->tu, param);
        g_array_append_val(l->def->params, v);
        QlExprRef ref = ql_builder_numbered(l->b, QL_EXPR_PARAM, i);
        ql_cursor_table_put(l->objects, param, GUINT_TO_POINTER(ref + 1));
    }
}

static QlExprRef add_variable(QlLower *l, QlVariable v)
{
    g_array_append_val(l->def->locals, v);
    return ql_builder_numbered(l->b, QL_EXPR_LOCAL, (gint64)l->def->locals->len - 1);
}

QlExprRef ql_lower_temp(QlLower *l, CXType type)
{
    g_autofree char *name = g_strdup_printf("tmp$%u", l->def->locals->len);
    QlVariable v = {.name = ql_strings_intern(l->tu->strings, name)};
    v.type = ql_type_text(l->tu, type);
    v.record = ql_record_key(l->tu, type);
    return add_variable(l, v);
}

/* An unnamed record type is named after its first variable: "var@file:function". */
static void name_local_record(QlLower *l, CXCursor cursor)
{
    const char *name = ql_strings_get(l->tu->strings, ql_stable_name(l->tu, cursor));
    QlPlace place = ql_place_name(l->tu, cursor);
    g_autofree char *key = g_strdup_printf("%s@%s:%s", name, place.file ? place.file->display : "",
                                           ql_strings_get(l->tu->strings, l->def->name));
    ql_name_record_after(l->tu, clang_getCursorType(cursor),
                         ql_strings_intern(l->tu->strings, key));
}

QlExprRef ql_lower_add_local(QlLower *l, CXCursor cursor)
{
    name_local_record(l, cursor);
    QlVariable v = variable(l->tu, cursor);
    v.cleanup = ql_cleanup_key(l->tu, cursor);
    QlExprRef ref = add_variable(l, v);
    ql_cursor_table_put(l->objects, cursor, GUINT_TO_POINTER(ref + 1));
    return ref;
}

static QlDefinition *new_definition(QlTuContext *tu, const QlDecl *decl, CXCursor cursor)
{
    QlDefinition *def = ql_definition_new();
    QlPlace place = ql_place_name(tu, cursor);
    def->key = decl->key;
    def->name = decl->name;
    def->file = place.file ? place.file->rooted : 0;
    def->line = place.line;
    def->end_line = ql_place_end(tu, cursor).line;
    if (clang_getCursorLinkage(cursor) == CXLinkage_Internal || decl->is_local) {
        def->flags |= QL_DEF_STATIC;
    }
    return def;
}

static void describe_function(QlTuContext *tu, QlDefinition *def, QlDecl *decl, CXCursor cursor)
{
    CXCursor first = clang_getCanonicalCursor(cursor);
    def->type = ql_type_text(tu, clang_getCursorResultType(cursor));
    def->flags |= clang_Cursor_isFunctionInlined(cursor) ? QL_DEF_INLINE : 0;
    def->flags |= clang_Cursor_isVariadic(cursor) ? QL_DEF_VARIADIC : 0;
    if (decl->noreturn) {
        def->flags |= QL_DEF_NORETURN;
    }
    ql_add_attributes(tu, cursor, def);
    ql_add_marks(tu, cursor, def);
    ql_add_documented(tu, cursor, def);
    CXCursor others[] = {first, decl->referenced};
    for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
        if (!clang_equalCursors(others[i], cursor)) {
            ql_add_attributes(tu, others[i], def);
            ql_add_marks(tu, others[i], def);
            ql_add_documented(tu, others[i], def);
        }
    }
}

static QlDefinition *lower_function(QlTuContext *tu, QlDecl *decl)
{
    CXCursor cursor = decl->definition;
    QlDefinition *def = new_definition(tu, decl, cursor);
    def->kind = QL_DEF_FUNCTION;
    describe_function(tu, def, decl, cursor);
    QlLower l;
    lower_begin(&l, tu, def);
    add_params(&l, cursor);
    QlKids kids = ql_kids_push(&l, cursor);
    for (guint i = 0; i < kids.n; i++) {
        if (clang_getCursorKind(ql_kid(&l, kids, i)) == CXCursor_CompoundStmt) {
            ql_lower_block(&l, ql_kid(&l, kids, i), FALSE);
        }
    }
    lower_end(&l);
    return def;
}

static QlDefinition *lower_variable(QlTuContext *tu, QlDecl *decl)
{
    CXCursor cursor = decl->definition;
    QlDefinition *def = new_definition(tu, decl, cursor);
    def->kind = QL_DEF_VARIABLE;
    def->type = ql_type_text(tu, clang_getCursorType(cursor));
    ql_add_attributes(tu, cursor, def);
    QlLower l;
    lower_begin(&l, tu, def);
    l.is_table = TRUE;
    CXCursor init = clang_Cursor_getVarDeclInitializer(cursor);
    if (!clang_Cursor_isNull(init)) {
        QlExprRef target = ql_builder_named(l.b, QL_EXPR_GLOBAL, decl->key);
        ql_lower_init(&l, target, clang_getCursorType(cursor), init);
    }
    lower_end(&l);
    return def;
}

static QlDefinition *declaration(QlTuContext *tu, QlDecl *decl)
{
    QlDefinition *def = new_definition(tu, decl, decl->referenced);
    def->kind = QL_DEF_DECLARATION;
    describe_function(tu, def, decl, decl->referenced);
    return def;
}

QlDefinition *ql_lower_decl(QlTuContext *tu, QlDecl *decl)
{
    if (clang_Cursor_isNull(decl->definition)) {
        return declaration(tu, decl);
    }
    return decl->is_function ? lower_function(tu, decl) : lower_variable(tu, decl);
}
