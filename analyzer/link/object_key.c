/* SPDX-License-Identifier: Apache-2.0 */
#include "object_key.h"
#include "callbacks.h"
#include "program_load.h"
#include <string.h>

static const QlObjectKey unknown = {0, -1, FALSE};

static QlObjectKey known(QlSym key)
{
    return (QlObjectKey){key, -1, FALSE};
}

const QlExpr *ql_addressed_field(const QlFlow *flow, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    const QlExpr *object = expr->kind == QL_EXPR_ADDR ? ql_flow_expr(flow, expr->a) : NULL;
    return object && object->kind == QL_EXPR_FIELD ? object : NULL;
}

QlSym ql_field_key(QlProgram *program, const QlExpr *field)
{
    g_autofree char *text =
        g_strdup_printf("%s.%s", ql_strings_get(program->strings, field->record),
                        ql_strings_get(program->strings, field->name));
    return ql_strings_intern(program->strings, text);
}

gboolean ql_field_is_in(const QlProgram *program, QlSym record, const char *name)
{
    const char *dot = strrchr(name, '.');
    const char *key = ql_strings_get(program->strings, record);
    gsize length = dot ? (gsize)(dot - name) : 0;
    return length && strncmp(key, name, length) == 0 && (!key[length] || key[length] == '@');
}

GArray *ql_field_records(const QlProgram *program, const char *name)
{
    g_autofree char *record = g_strndup(name, (gsize)(strrchr(name, '.') - name));
    return ql_program_keys_called(program, record);
}

GPtrArray *ql_field_functions(const QlProgram *program, const char *name)
{
    QlSym field = ql_strings_lookup(program->strings, strrchr(name, '.') + 1);
    g_autoptr(GArray) records = ql_field_records(program, name);
    GPtrArray *all = g_ptr_array_new();
    for (guint i = 0; i < records->len; i++) {
        g_autoptr(GArray) values =
            ql_value_flow_field(program->flow, g_array_index(records, QlSym, i), field);
        ql_program_functions_at(program, values, all);
    }
    return all;
}

void ql_add_stored(const QlProgram *program, const QlDefinition *def, const QlFunction *function,
                   QlExprRef ref, GHashTable *set)
{
    g_autoptr(GArray) values = function ? ql_value_flow_targets(program->flow, function->index, ref)
                                        : ql_value_flow_named(program->flow, def, ref);
    for (guint i = 0; i < values->len; i++) {
        g_hash_table_add(set, program->functions->pdata[g_array_index(values, guint, i)]);
    }
}

gboolean ql_field_is(const QlProgram *program, const QlExpr *field, const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && g_str_equal(ql_strings_get(program->strings, field->name), dot + 1) &&
           ql_field_is_in(program, field->record, name);
}

static QlObjectKey local_key(QlProgram *program, const QlDefinition *function, gint64 index)
{
    const QlVariable *local = &g_array_index(function->locals, QlVariable, index);
    g_autofree char *text =
        g_strdup_printf("%s:%s", ql_strings_get(program->strings, function->key),
                        ql_strings_get(program->strings, local->name));
    return known(ql_strings_intern(program->strings, text));
}

/*
 * Whether a[b] is an element of an array: what a pointer points to may have another name. The facts
 * give types of variables only.
 */
static gboolean is_array(const QlProgram *program, const QlDefinition *function, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(function->flow, ref);
    if (expr->kind != QL_EXPR_LOCAL) {
        return FALSE;
    }
    const QlVariable *local = &g_array_index(function->locals, QlVariable, expr->value);
    return strchr(ql_strings_get(program->strings, local->type), '[') != NULL;
}

QlObjectKey ql_object_named(QlProgram *program, const QlDefinition *function, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(function->flow, ref);
    switch (expr->kind) {
    case QL_EXPR_FIELD: return known(ql_field_key(program, expr));
    case QL_EXPR_GLOBAL: return known(expr->name);
    case QL_EXPR_LOCAL: return local_key(program, function, expr->value);
    case QL_EXPR_INDEX:
        return is_array(program, function, expr->a) ? ql_object_named(program, function, expr->a)
                                                    : unknown;
    case QL_EXPR_DEREF: return ql_object_pointed_to(program, function, expr->a);
    default: return unknown;
    }
}

/* The one object whose address @function returns. */
static QlObjectKey only_returned(const QlDefinition *function)
{
    QlObjectKey found = unknown;
    for (guint i = 0; i < function->flow->blocks->len; i++) {
        const QlBlock *block = ql_flow_block(function->flow, i);
        if (block->term != QL_TERM_RETURN) {
            continue;
        }
        QlExprRef ref = ql_expr_follow_local(function, block->cond);
        const QlExpr *value = ql_flow_expr(function->flow, ref);
        const QlExpr *object =
            value->kind == QL_EXPR_ADDR ? ql_flow_expr(function->flow, value->a) : NULL;
        if (!object || object->kind != QL_EXPR_GLOBAL || (found.key && found.key != object->name)) {
            return unknown;
        }
        found = known(object->name);
    }
    return found;
}

/* What a call returns the address of, if its callee always returns that of one global. */
static QlObjectKey returned_object(QlProgram *program, const QlDefinition *function,
                                   const QlExpr *call)
{
    const QlEvent *event = ql_flow_event_by_id(function->flow, call->value);
    const QlExpr *callee = event ? ql_flow_expr(function->flow, event->target) : NULL;
    if (!callee || callee->kind != QL_EXPR_FUNCTION) {
        return unknown;
    }
    const GPtrArray *list = g_hash_table_lookup(program->by_key, GUINT_TO_POINTER(callee->name));
    return list && list->len == 1 ? only_returned(((const QlFunction *)list->pdata[0])->def)
                                  : unknown;
}

QlObjectKey ql_object_pointed_to(QlProgram *program, const QlDefinition *function, QlExprRef ref)
{
    ref = ql_expr_follow_local(function, ref);
    const QlExpr *expr = ql_flow_expr(function->flow, ref);
    switch (expr->kind) {
    case QL_EXPR_ADDR: return ql_object_named(program, function, expr->a);
    case QL_EXPR_PARAM: return (QlObjectKey){0, (int)expr->value, FALSE};
    case QL_EXPR_INT: return (QlObjectKey){0, -1, expr->value == 0};
    case QL_EXPR_CALL: return returned_object(program, function, expr);
    /* A pointer kept somewhere: what it points to may be any object. */
    default: return unknown;
    }
}
