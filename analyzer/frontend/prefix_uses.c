/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a TU parsed with a prefix uses what it would not have read: a type, an enumerator, a
 * member of a file of the prefix that a plain parse does not read (an include is forgotten, which a
 * plain parse tells), or a macro whose name ## made, so that no text shows it. Functions and
 * variables: prefix_declared.c.
 */
#include "prefix_private.h"
#include "source_text.h"

typedef struct Uses {
    const QlPrefix *prefix;
    QlTuContext *tu;
    const guint8 *unread; /* by file number */
    GHashTable *seen;     /* CXCursor*: declarations found to be in order */
    char *reason;
} Uses;

static gboolean is_unread(const Uses *uses, const QlSourceFile *file)
{
    return file && file->prefix_file >= 0 && uses->unread[file->prefix_file];
}

static gboolean refuse(Uses *uses, CXCursor used, const QlSourceFile *file)
{
    g_autofree char *name = ql_take_clang(clang_getCursorSpelling(used));

    uses->reason = g_strdup_printf("it uses %s of %s", name, file->display);
    return FALSE;
}

static gboolean is_in_order(Uses *uses, CXCursor declaration)
{
    if (clang_Cursor_isNull(declaration) || ql_cursor_table_get(uses->seen, declaration)) {
        return TRUE;
    }
    QlPlace place = ql_place_name(uses->tu, clang_getCanonicalCursor(declaration));
    if (is_unread(uses, place.file)) {
        return refuse(uses, declaration, place.file);
    }
    ql_cursor_table_put(uses->seen, declaration, uses);
    return TRUE;
}

/* An object needs all of its type, not just a declaration of it. One elsewhere does not. */
static gboolean is_object_in_order(Uses *uses, CXCursor object)
{
    CXType type = clang_getCanonicalType(clang_getCursorType(object));

    if (type.kind != CXType_Record || clang_Cursor_getStorageClass(object) == CX_SC_Extern) {
        return TRUE;
    }
    CXCursor definition = clang_getCursorDefinition(clang_getTypeDeclaration(type));
    if (clang_Cursor_isNull(definition) || ql_cursor_table_get(uses->seen, definition)) {
        return TRUE;
    }
    QlPlace place = ql_place_name(uses->tu, definition);
    if (is_unread(uses, place.file)) {
        return refuse(uses, definition, place.file);
    }
    ql_cursor_table_put(uses->seen, definition, uses);
    return TRUE;
}

/* Where the token of a name stands: in the body of a macro, if it came from there. */
static gboolean is_token_in_order(Uses *uses, CXCursor cursor)
{
    CXFile file = NULL;

    clang_getSpellingLocation(clang_getCursorLocation(cursor), &file, NULL, NULL, NULL);
    QlSourceFile *info = ql_source_file(uses->tu, file);
    return !is_unread(uses, info) || refuse(uses, cursor, info);
}

static enum CXChildVisitResult visit(CXCursor cursor, CXCursor parent, CXClientData data)
{
    Uses *uses = data;
    CXCursor used = clang_getCursorReferenced(cursor);
    gboolean good = TRUE;

    switch (clang_getCursorKind(cursor)) {
    case CXCursor_DeclRefExpr:
        good = is_token_in_order(uses, cursor) &&
               (clang_getCursorKind(used) != CXCursor_EnumConstantDecl || is_in_order(uses, used));
        break;
    case CXCursor_TypeRef:
        good = clang_getCursorKind(used) != CXCursor_TypedefDecl || is_in_order(uses, used);
        break;
    case CXCursor_MemberRefExpr:
    case CXCursor_MemberRef: good = is_in_order(uses, used); break;
    case CXCursor_UnaryOperator:
    case CXCursor_VarDecl:
    case CXCursor_FieldDecl: good = is_object_in_order(uses, cursor); break;
    case CXCursor_IntegerLiteral:
    case CXCursor_FloatingLiteral:
    case CXCursor_StringLiteral: good = is_token_in_order(uses, cursor); break;
    default: break;
    }
    return good ? CXChildVisit_Recurse : CXChildVisit_Break;
}

char *ql_prefix_check_uses(const QlPrefix *prefix, QlTuContext *tu, const guint8 *unread)
{
    Uses uses = {.prefix = prefix, .tu = tu, .unread = unread};
    const GArray *declarations = ql_tu_declarations(tu);

    uses.seen = ql_cursor_table_new(NULL);
    for (guint i = 0; i < declarations->len && !uses.reason; i++) {
        CXCursor cursor = g_array_index(declarations, CXCursor, i);
        if (visit(cursor, clang_getNullCursor(), &uses) == CXChildVisit_Recurse) {
            clang_visitChildren(cursor, visit, &uses);
        }
    }
    g_hash_table_destroy(uses.seen);
    return uses.reason;
}
