/* SPDX-License-Identifier: Apache-2.0 */
#include "keys.h"

#include <string.h>

#include "attributes.h"
#include "prefix_private.h"
#include "source_text.h"

static QlSym key_in_file(QlTuContext *tu, const char *name, CXCursor cursor)
{
    QlPlace place = ql_place_name(tu, cursor);
    g_autofree char *key = g_strdup_printf("%s@%s", name, place.file ? place.file->display : "");
    return ql_strings_intern(tu->strings, key);
}

static gboolean is_static(CXCursor cursor)
{
    return clang_getCursorLinkage(cursor) == CXLinkage_Internal;
}

static QlDecl *describe_decl(QlTuContext *tu, CXCursor cursor, CXCursor canonical)
{
    QlDecl *decl = g_new0(QlDecl, 1);
    decl->referenced = cursor;
    decl->definition = clang_getCursorDefinition(cursor);
    decl->name = ql_intern_clang(tu, clang_getCursorSpelling(cursor));
    decl->is_function = clang_getCursorKind(cursor) == CXCursor_FunctionDecl;
    decl->key = decl->name;
    if (is_static(canonical)) {
        gboolean defined = !clang_Cursor_isNull(decl->definition);
        decl->key = key_in_file(tu, ql_strings_get(tu->strings, decl->name),
                                defined ? decl->definition : canonical);
    }
    decl->noreturn = decl->is_function && ql_is_noreturn(tu, cursor);
    return decl;
}

static void remember_decl(QlTuContext *tu, QlDecl *decl)
{
    g_ptr_array_add(tu->all_decls, decl);
    if (!g_hash_table_contains(tu->by_key, GUINT_TO_POINTER(decl->key))) {
        g_hash_table_insert(tu->by_key, GUINT_TO_POINTER(decl->key), decl);
    }
}

QlDecl *ql_decl(QlTuContext *tu, CXCursor cursor)
{
    QlDecl *decl = ql_cursor_table_get(tu->decls, cursor);
    if (decl) {
        return decl;
    }
    CXCursor canonical = clang_getCanonicalCursor(cursor);
    decl = ql_cursor_table_get(tu->decls, canonical);
    if (!decl) {
        decl = describe_decl(tu, cursor, canonical);
        ql_cursor_table_put(tu->decls, canonical, decl);
        remember_decl(tu, decl);
        if (!decl->is_function) {
            ql_name_record_after(tu, clang_getCursorType(cursor), decl->key);
        }
    }
    if (!clang_equalCursors(canonical, cursor)) {
        ql_cursor_table_put(tu->decls, cursor, decl);
    }
    return decl;
}

/* A function may hold several static locals of one name, in different blocks: number them. */
static QlSym local_key(QlTuContext *tu, QlSym name, CXCursor cursor, QlSym owner)
{
    QlPlace place = ql_place_name(tu, cursor);
    g_autofree char *function = g_strdup(ql_strings_get(tu->strings, owner));
    char *at = strchr(function, '@');
    if (at) {
        *at = '\0';
    }
    g_autofree char *base = g_strdup_printf("%s@%s:%s", ql_strings_get(tu->strings, name),
                                            place.file ? place.file->display : "", function);
    QlSym key = ql_strings_intern(tu->strings, base);
    for (guint n = 2; g_hash_table_contains(tu->by_key, GUINT_TO_POINTER(key)); n++) {
        g_autofree char *numbered = g_strdup_printf("%s#%u", base, n);
        key = ql_strings_intern(tu->strings, numbered);
    }
    return key;
}

/* A name that ## made has no place in a file. Its number may come from __COUNTER__, which counts
 * what the whole TU has expanded before. */
QlSym ql_stable_name(QlTuContext *tu, CXCursor cursor)
{
    CXFile file = NULL;
    clang_getSpellingLocation(clang_getCursorLocation(cursor), &file, NULL, NULL, NULL);
    g_autofree char *name = ql_take_clang(clang_getCursorSpelling(cursor));
    gsize length = strlen(name);
    while (!file && length > 1 && g_ascii_isdigit(name[length - 1])) {
        length--;
    }
    return ql_strings_intern_len(tu->strings, name, length);
}

QlDecl *ql_decl_in_function(QlTuContext *tu, CXCursor cursor, QlSym owner)
{
    QlDecl *decl = ql_cursor_table_get(tu->decls, cursor);
    if (decl) {
        return decl;
    }
    decl = g_new0(QlDecl, 1);
    decl->referenced = decl->definition = cursor;
    decl->name = ql_stable_name(tu, cursor);
    decl->key = local_key(tu, decl->name, cursor, owner);
    decl->is_local = TRUE;
    ql_cursor_table_put(tu->decls, cursor, decl);
    remember_decl(tu, decl);
    ql_name_record_after(tu, clang_getCursorType(cursor), decl->key);
    return decl;
}

gboolean ql_is_array(CXType type)
{
    switch (clang_getCanonicalType(type).kind) {
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
    case CXType_DependentSizedArray: return TRUE;
    default: return FALSE;
    }
}

gboolean ql_is_record(CXType type)
{
    return clang_getCanonicalType(type).kind == CXType_Record;
}

CXType ql_pointee(CXType type)
{
    type = clang_getCanonicalType(type);
    return clang_getCanonicalType(ql_is_array(type) ? clang_getArrayElementType(type)
                                                    : clang_getPointeeType(type));
}

static CXCursor record_declaration(CXType type)
{
    type = clang_getCanonicalType(type);
    while (type.kind == CXType_Pointer || ql_is_array(type)) {
        type = ql_pointee(type);
    }
    return type.kind == CXType_Record ? clang_getTypeDeclaration(type) : clang_getNullCursor();
}

/* Looks for the field of a record whose type is some unnamed record. */
typedef struct FieldSearch {
    CXCursor record;
    CXCursor field;
} FieldSearch;

static enum CXVisitorResult match_field(CXCursor field, CXClientData data)
{
    FieldSearch *search = data;
    CXCursor record = record_declaration(clang_getCursorType(field));
    if (!clang_equalCursors(record, search->record)) {
        return CXVisit_Continue;
    }
    search->field = field;
    return CXVisit_Break;
}

static QlSym record_decl_key(QlTuContext *tu, CXCursor decl);

static QlSym member_record_key(QlTuContext *tu, CXCursor decl, CXCursor parent)
{
    FieldSearch search = {.record = decl, .field = clang_getNullCursor()};
    clang_Type_visitFields(clang_getCursorType(parent), match_field, &search);
    QlSym outer = record_decl_key(tu, parent);
    g_autofree char *name = clang_Cursor_isNull(search.field)
                                ? g_strdup("")
                                : ql_take_clang(clang_getCursorSpelling(search.field));
    if (!*name || strchr(name, '(')) {
        return outer; /* C11: its members are the outer record's */
    }
    g_autofree char *key = g_strdup_printf("%s.%s", ql_strings_get(tu->strings, outer), name);
    return ql_strings_intern(tu->strings, key);
}

static gboolean is_record_cursor(CXCursor cursor)
{
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    return kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl;
}

static QlSym describe_record(QlTuContext *tu, CXCursor decl)
{
    g_autofree char *name = ql_take_clang(clang_getCursorSpelling(decl));
    if (!strchr(name, '(')) {
        QlPlace place = ql_place_name(tu, decl);
        gboolean own = place.file && place.file->is_unit && clang_isCursorDefinition(decl);
        return own ? key_in_file(tu, name, decl) : ql_strings_intern(tu->strings, name);
    }
    CXCursor parent = clang_getCursorSemanticParent(decl);
    if (is_record_cursor(parent)) {
        return member_record_key(tu, decl, parent);
    }
    return key_in_file(tu, "unnamed", decl);
}

static QlSym record_decl_key(QlTuContext *tu, CXCursor decl)
{
    gpointer known = ql_cursor_table_get(tu->records, decl);
    if (known) {
        return GPOINTER_TO_UINT(known);
    }
    CXCursor definition = clang_getCursorDefinition(decl);
    QlSym key = describe_record(tu, clang_Cursor_isNull(definition) ? decl : definition);
    ql_cursor_table_put(tu->records, decl, GUINT_TO_POINTER(key));
    return key;
}

QlSym ql_record_key(QlTuContext *tu, CXType type)
{
    CXCursor decl = record_declaration(type);
    return clang_Cursor_isNull(decl) ? 0 : record_decl_key(tu, decl);
}

void ql_name_record_after(QlTuContext *tu, CXType type, QlSym variable)
{
    CXCursor decl = record_declaration(type);
    if (clang_Cursor_isNull(decl) || ql_cursor_table_get(tu->records, decl)) {
        return;
    }
    g_autofree char *name = ql_take_clang(clang_getCursorSpelling(decl));
    CXCursor parent = clang_getCursorSemanticParent(decl);
    if (strchr(name, '(') && !is_record_cursor(parent)) {
        ql_cursor_table_put(tu->records, decl, GUINT_TO_POINTER(variable));
    }
}

const QlField *ql_field(QlTuContext *tu, CXCursor cursor)
{
    QlField *field = ql_cursor_table_get(tu->fields, cursor);
    if (field) {
        return field;
    }
    field = g_new0(QlField, 1);
    g_autofree char *name = ql_take_clang(clang_getCursorSpelling(cursor));
    field->name = strchr(name, '(') ? 0 : ql_strings_intern(tu->strings, name);
    CXCursor parent = clang_getCursorSemanticParent(cursor);
    field->record = is_record_cursor(parent) ? record_decl_key(tu, parent) : 0;
    ql_cursor_table_put(tu->fields, cursor, field);
    return field;
}

static gboolean tells_position(const char *type)
{
    return strstr(type, "(unnamed") || strstr(type, "(anonymous");
}

/* typeof(…) may be pages long (a macro's expansion): the type it stands for says more. */
QlSym ql_type_text(QlTuContext *tu, CXType type)
{
    g_autofree char *text = ql_take_clang(clang_getTypeSpelling(type));
    if (strstr(text, "typeof")) {
        g_free(text);
        text = ql_take_clang(clang_getTypeSpelling(clang_getCanonicalType(type)));
    }
    if (!tells_position(text)) {
        return ql_strings_intern(tu->strings, text);
    }
    QlSym record = ql_record_key(tu, type);
    return record ? record : ql_strings_intern(tu->strings, "unnamed");
}

static void collect_name(QlTuContext *tu, CXCursor cursor)
{
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    GHashTable *table = kind == CXCursor_FunctionDecl  ? tu->functions
                        : kind == CXCursor_TypedefDecl ? tu->typedefs
                                                       : NULL;
    if (table) {
        CXCursor *copy = g_new(CXCursor, 1);
        *copy = cursor;
        g_hash_table_insert(table, ql_take_clang(clang_getCursorSpelling(cursor)), copy);
    }
}

static void collect_names(QlTuContext *tu)
{
    if (!tu->functions) {
        tu->functions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        tu->typedefs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        const GArray *declarations = ql_tu_declarations(tu);
        for (guint i = 0; i < declarations->len; i++) {
            collect_name(tu, g_array_index(declarations, CXCursor, i));
        }
    }
}

/* What a line of the prefix's list of functions refers to. */
static enum CXChildVisitResult find_listed(CXCursor cursor, CXCursor parent, CXClientData data)
{
    CXCursor *found = data;
    if (clang_getCursorKind(cursor) != CXCursor_DeclRefExpr) {
        return CXChildVisit_Recurse;
    }
    *found = clang_getCursorReferenced(cursor);
    return CXChildVisit_Break;
}

/* A prefix's declarations are not visited, so names are found through a list at its end. */
static CXCursor prefix_function_named(QlTuContext *tu, const char *name)
{
    CXCursor found = clang_getNullCursor();
    guint at = GPOINTER_TO_UINT(g_hash_table_lookup(tu->prefix->listed, name));
    if (at) {
        CXFile file = clang_getFile(tu->unit, tu->prefix->names);
        CXSourceLocation line = clang_getLocationForOffset(tu->unit, file, at - 1);
        clang_visitChildren(clang_getCursor(tu->unit, line), find_listed, &found);
        g_autofree char *spelling = ql_take_clang(clang_getCursorSpelling(found));
        tu->list_missing |= strcmp(spelling, name) != 0; /* a macro may have come in between */
    }
    return found;
}

static void remember_function(QlTuContext *tu, const char *name, CXCursor cursor)
{
    CXCursor *copy = g_new(CXCursor, 1);
    *copy = cursor;
    g_hash_table_insert(tu->functions, g_strdup(name), copy);
}

CXCursor ql_function_named(QlTuContext *tu, const char *name)
{
    collect_names(tu);
    const CXCursor *known = g_hash_table_lookup(tu->functions, name);
    if (known || !tu->prefix) {
        return known ? *known : clang_getNullCursor();
    }
    CXCursor found = prefix_function_named(tu, name);
    remember_function(tu, name, found);
    return found;
}

char *ql_typedef_spelling(QlTuContext *tu, const char *name)
{
    collect_names(tu);
    const CXCursor *found = g_hash_table_lookup(tu->typedefs, name);
    if (found) {
        CXType type = clang_getCanonicalType(clang_getTypedefDeclUnderlyingType(*found));
        return ql_take_clang(clang_getTypeSpelling(type));
    }
    return tu->prefix ? g_strdup(g_hash_table_lookup(tu->prefix->manifest->typedefs, name)) : NULL;
}
