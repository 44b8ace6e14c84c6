/* SPDX-License-Identifier: Apache-2.0 */
#include "wait_object.h"
#include "callbacks.h"
#include "object_key.h"

/* Wrappers that hand a pointer on. */
#define MAX_WRAPPERS 3

static gboolean contains(const GArray *keys, QlSym key)
{
    for (guint i = 0; i < keys->len; i++) {
        if (g_array_index(keys, QlSym, i) == key) {
            return TRUE;
        }
    }
    return FALSE;
}

static void add_key(GArray *keys, QlSym key)
{
    if (key && !contains(keys, key)) {
        g_array_append_val(keys, key);
    }
}

/* @ref without what only says where inside an object it points: &x, *x, x[i], x + i. */
static QlExprRef strip(const QlDefinition *def, QlExprRef ref)
{
    for (guint depth = 0; depth < 8; depth++) {
        ref = ql_expr_follow_local(def, ref);
        const QlExpr *expr = ql_flow_expr(def->flow, ref);
        gboolean sum = expr->kind == QL_EXPR_BINARY && expr->op == QL_OP_ADD;
        if (expr->kind != QL_EXPR_ADDR && expr->kind != QL_EXPR_DEREF &&
            expr->kind != QL_EXPR_INDEX && !sum) {
            break;
        }
        ref = expr->a;
    }
    return ref;
}

static void add_objects(QlProgram *program, const QlFunction *function, QlExprRef ref, guint depth,
                        GArray *keys);

static void add_passed(QlProgram *program, const QlFunction *function, guint param, guint depth,
                       GArray *keys)
{
    for (guint i = 0; depth < MAX_WRAPPERS && i < function->callers->len; i++) {
        const QlCallEdge *edge = function->callers->pdata[i];
        if (edge->kind == QL_HOP_DIRECT) {
            QlExprRef arg = ql_flow_arg(edge->caller->def->flow, edge->event, param);
            add_objects(program, edge->caller, arg, depth + 1, keys);
        }
    }
}

static void add_objects(QlProgram *program, const QlFunction *function, QlExprRef ref, guint depth,
                        GArray *keys)
{
    ref = strip(function->def, ref);
    const QlExpr *expr = ql_flow_expr(function->def->flow, ref);
    switch (expr->kind) {
    case QL_EXPR_FIELD:
    case QL_EXPR_GLOBAL:
    case QL_EXPR_LOCAL: add_key(keys, ql_object_named(program, function->def, ref).key); return;
    case QL_EXPR_PARAM: add_passed(program, function, (guint)expr->value, depth, keys); return;
    default: return;
    }
}

GArray *ql_wait_objects(QlProgram *program, const QlFunction *function, QlExprRef ref)
{
    GArray *keys = g_array_new(FALSE, FALSE, sizeof(QlSym));
    if (ref) {
        add_objects(program, function, ref, 0, keys);
    }
    return keys;
}

gboolean ql_wait_objects_meet(const GArray *a, const GArray *b)
{
    for (guint i = 0; i < a->len; i++) {
        if (contains(b, g_array_index(a, QlSym, i))) {
            return TRUE;
        }
    }
    return FALSE;
}
