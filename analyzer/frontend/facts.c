/* SPDX-License-Identifier: Apache-2.0 */
#include "facts.h"

#include "attributes.h"
#include "keys.h"
#include "lower.h"

static void enqueue(QlTuContext *tu, QlDecl *decl)
{
    if (!decl->queued) {
        decl->queued = TRUE;
        g_ptr_array_add(tu->queue, decl);
    }
}

static gboolean in_main_file(QlTuContext *tu, CXCursor cursor)
{
    QlPlace place = ql_place_name(tu, cursor);
    return place.file && place.file->is_main;
}

static gboolean is_internal(CXCursor cursor)
{
    return clang_getCursorLinkage(cursor) == CXLinkage_Internal;
}

/* Static and inline functions of headers wait until something refers to them. */
static gboolean is_function_held(QlTuContext *tu, CXCursor cursor)
{
    if (!clang_isCursorDefinition(cursor)) {
        return FALSE;
    }
    gboolean on_demand = is_internal(cursor) || clang_Cursor_isFunctionInlined(cursor);
    return !on_demand || ql_runs_by_itself(tu, cursor);
}

static gboolean is_variable_held(CXCursor cursor)
{
    return !clang_Cursor_isNull(clang_Cursor_getVarDeclInitializer(cursor)) && !is_internal(cursor);
}

gboolean ql_is_held_unasked(QlTuContext *tu, CXCursor cursor)
{
    switch (clang_getCursorKind(cursor)) {
    case CXCursor_FunctionDecl: return is_function_held(tu, cursor);
    case CXCursor_VarDecl: return is_variable_held(cursor);
    default: return FALSE;
    }
}

static void meet_function(QlTuContext *tu, CXCursor cursor)
{
    if (clang_isCursorDefinition(cursor) &&
        (is_function_held(tu, cursor) || in_main_file(tu, cursor))) {
        enqueue(tu, ql_decl(tu, cursor));
    }
}

static void meet_variable(QlTuContext *tu, CXCursor cursor)
{
    if (clang_Cursor_isNull(clang_Cursor_getVarDeclInitializer(cursor))) {
        return;
    }
    if (!is_internal(cursor) || in_main_file(tu, cursor)) {
        QlDecl *decl = ql_decl(tu, cursor);
        decl->definition = cursor;
        enqueue(tu, decl);
    }
}

static void meet(QlTuContext *tu, CXCursor cursor)
{
    switch (clang_getCursorKind(cursor)) {
    case CXCursor_FunctionDecl: meet_function(tu, cursor); break;
    case CXCursor_VarDecl: meet_variable(tu, cursor); break;
    default: break;
    }
}

/* What @def refers to and this TU defines, or declares with something to say. */
static void enqueue_references(QlTuContext *tu, const QlDefinition *def)
{
    for (guint i = 0; i < def->flow->exprs->len; i++) {
        const QlExpr *e = ql_flow_expr(def->flow, i);
        if (e->kind != QL_EXPR_FUNCTION && e->kind != QL_EXPR_GLOBAL) {
            continue;
        }
        QlDecl *decl = g_hash_table_lookup(tu->by_key, GUINT_TO_POINTER(e->name));
        if (decl && (decl->is_function || !clang_Cursor_isNull(decl->definition))) {
            enqueue(tu, decl);
        }
    }
}

static gboolean is_worth_keeping(const QlDefinition *def)
{
    switch (def->kind) {
    case QL_DEF_VARIABLE: return def->flow->events->len > 0;
    case QL_DEF_DECLARATION: return def->marks->len > 0 || def->attrs->len > 0;
    default: return TRUE;
    }
}

void ql_facts_collect(QlTuContext *tu, QlDefinitionSink sink, gpointer data)
{
    const GArray *declarations = ql_tu_declarations(tu);

    for (guint i = 0; i < declarations->len; i++) {
        meet(tu, g_array_index(declarations, CXCursor, i));
    }
    for (guint i = 0; i < tu->queue->len; i++) {
        QlDefinition *def = ql_lower_decl(tu, g_ptr_array_index(tu->queue, i));
        if (def->flow) {
            enqueue_references(tu, def);
        }
        if (is_worth_keeping(def)) {
            sink(tu, def, data);
        } else {
            ql_definition_free(def);
        }
    }
}
