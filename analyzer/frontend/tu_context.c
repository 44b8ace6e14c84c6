/* SPDX-License-Identifier: Apache-2.0 */
#include "tu_context.h"

#include "directives.h"

static guint cursor_hash(gconstpointer p)
{
    return clang_hashCursor(*(const CXCursor *)p);
}

static gboolean cursor_equal(gconstpointer x, gconstpointer y)
{
    return clang_equalCursors(*(const CXCursor *)x, *(const CXCursor *)y) != 0;
}

GHashTable *ql_cursor_table_new(GDestroyNotify free_value)
{
    return g_hash_table_new_full(cursor_hash, cursor_equal, g_free, free_value);
}

gpointer ql_cursor_table_get(GHashTable *table, CXCursor cursor)
{
    return g_hash_table_lookup(table, &cursor);
}

void ql_cursor_table_put(GHashTable *table, CXCursor cursor, gpointer value)
{
    CXCursor *key = g_new(CXCursor, 1);
    *key = cursor;
    g_hash_table_insert(table, key, value);
}

QlSym ql_intern_clang(QlTuContext *tu, CXString text)
{
    QlSym sym = ql_strings_intern(tu->strings, clang_getCString(text));
    clang_disposeString(text);
    return sym;
}

char *ql_take_clang(CXString text)
{
    const char *chars = clang_getCString(text);
    char *copy = g_strdup(chars ? chars : "");
    clang_disposeString(text);
    return copy;
}

static CXPrintingPolicy declaration_policy(CXTranslationUnit unit)
{
    CXPrintingPolicy policy = clang_getCursorPrintingPolicy(clang_getTranslationUnitCursor(unit));
    clang_PrintingPolicy_setProperty(policy, CXPrintingPolicy_SuppressInitializers, 1);
    clang_PrintingPolicy_setProperty(policy, CXPrintingPolicy_TerseOutput, 1);
    return policy;
}

static CXFile main_file(CXTranslationUnit unit)
{
    g_autofree char *name = ql_take_clang(clang_getTranslationUnitSpelling(unit));
    return clang_getFile(unit, name);
}

void ql_tu_context_init(QlTuContext *tu, CXTranslationUnit unit, const QlPaths *paths,
                        const char *directory)
{
    *tu = (QlTuContext){.unit = unit, .paths = paths, .directory = directory};
    tu->main_file = main_file(unit);
    tu->strings = ql_strings_new();
    tu->declaration_only = declaration_policy(unit);
    tu->files = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    tu->rooted_files = g_hash_table_new(NULL, NULL);
    tu->decls = ql_cursor_table_new(NULL);
    tu->all_decls = g_ptr_array_new_with_free_func(g_free);
    tu->by_key = g_hash_table_new(NULL, NULL);
    tu->records = ql_cursor_table_new(NULL);
    tu->fields = ql_cursor_table_new(g_free);
    tu->queue = g_ptr_array_new();
}

void ql_tu_context_clear(QlTuContext *tu)
{
    GHashTable *tables[] = {tu->files,   tu->rooted_files, tu->decls,     tu->by_key,
                            tu->records, tu->fields,       tu->functions, tu->typedefs};
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
        if (tables[i]) {
            g_hash_table_destroy(tables[i]);
        }
    }
    g_clear_pointer(&tu->declarations, g_array_unref);
    g_clear_pointer(&tu->inclusions, g_array_unref);
    ql_scan_free(tu->main_scan);
    g_ptr_array_unref(tu->queue);
    g_ptr_array_unref(tu->all_decls);
    clang_PrintingPolicy_dispose(tu->declaration_only);
    ql_strings_free(tu->strings);
}

static enum CXChildVisitResult collect_top(CXCursor cursor, CXCursor parent, CXClientData data)
{
    QlTuContext *tu = data;
    enum CXCursorKind kind = clang_getCursorKind(cursor);

    if (clang_isDeclaration(kind)) {
        g_array_append_val(tu->declarations, cursor);
    } else if (kind == CXCursor_InclusionDirective) {
        g_array_append_val(tu->inclusions, cursor);
    }
    return CXChildVisit_Continue;
}

static void visit_top(QlTuContext *tu)
{
    if (!tu->declarations) {
        tu->declarations = g_array_new(FALSE, FALSE, sizeof(CXCursor));
        tu->inclusions = g_array_new(FALSE, FALSE, sizeof(CXCursor));
        clang_visitChildren(clang_getTranslationUnitCursor(tu->unit), collect_top, tu);
    }
}

const GArray *ql_tu_declarations(QlTuContext *tu)
{
    visit_top(tu);
    return tu->declarations;
}

const GArray *ql_tu_inclusions(QlTuContext *tu)
{
    visit_top(tu);
    return tu->inclusions;
}
