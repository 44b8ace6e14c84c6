/* SPDX-License-Identifier: Apache-2.0 */
#include "same_object.h"
#include "callbacks.h"

/* Parts of an access path: longer ones are not compared. */
#define MAX_PARTS 24

typedef enum PartKind { PART_FIELD, PART_DEREF, PART_ADDR, PART_INDEX } PartKind;

typedef struct Part {
    PartKind kind;
    QlSym record;
    QlSym name;
} Part;

/* An object as one function names it: what it starts from, and the parts after that, outermost
 * first.
 */
typedef struct Path {
    guint8 root;   /* QlExprKind: GLOBAL, PARAM, LOCAL; OTHER: lost */
    gint64 number; /* PARAM, LOCAL: which */
    QlSym name;    /* GLOBAL: its key */
    GArray *parts; /* Part */
} Path;

static void add_part(Path *path, Part part)
{
    guint n = path->parts->len;
    const Part *last = n ? &g_array_index(path->parts, Part, n - 1) : NULL;
    gboolean undone = last && ((last->kind == PART_DEREF && part.kind == PART_ADDR) ||
                               (last->kind == PART_ADDR && part.kind == PART_DEREF));
    if (undone) {
        g_array_set_size(path->parts, n - 1);
    } else {
        g_array_append_val(path->parts, part);
    }
}

/* Appends the parts of @ref, and makes its root the path's. */
static void resolve(Path *path, const QlFunction *function, QlExprRef ref)
{
    const QlFlow *flow = function->def->flow;
    path->root = QL_EXPR_OTHER;
    while (path->parts->len < MAX_PARTS) {
        QlExprRef value = ql_expr_follow_local(function->def, ref);
        gboolean made = ql_flow_expr(flow, value)->kind == QL_EXPR_CALL;
        ref = made ? ref : value; /* a local that a call's result is in names that object */
        const QlExpr *expr = ql_flow_expr(flow, ref);
        switch (expr->kind) {
        case QL_EXPR_FIELD: add_part(path, (Part){PART_FIELD, expr->record, expr->name}); break;
        case QL_EXPR_DEREF: add_part(path, (Part){PART_DEREF, 0, 0}); break;
        case QL_EXPR_ADDR: add_part(path, (Part){PART_ADDR, 0, 0}); break;
        case QL_EXPR_GLOBAL:
        case QL_EXPR_PARAM:
        case QL_EXPR_LOCAL:
            path->root = expr->kind;
            path->number = expr->value;
            path->name = expr->name;
            return;
        default: return; /* an element of an array, a call's result, …: may be any */
        }
        ref = expr->a;
    }
}

/* Whether the caller's expression @ref is the callee of @edge, or may be. */
static gboolean is_callee(const QlCallEdge *edge, QlExprRef ref)
{
    const QlFlow *flow = edge->caller->def->flow;
    const QlExpr *expr = ql_flow_expr(flow, ql_expr_follow_local(edge->caller->def, ref));
    if (expr->kind == QL_EXPR_ADDR) {
        expr = ql_flow_expr(flow, expr->a);
    }
    return expr->kind == QL_EXPR_FUNCTION ? expr->name == edge->callee->def->key
                                          : expr->kind != QL_EXPR_INT;
}

/* The argument of the registrar's own call of the callback that becomes parameter @param of it. */
static int handed_on(const QlCallEdge *edge, const QlFunction *registrar, gint64 param)
{
    const QlFlow *flow = registrar->def->flow;
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        if (event->kind != QL_EVENT_CALL) {
            continue;
        }
        int callback = ql_expr_parameter(registrar->def, event->target);
        QlExprRef passed =
            callback >= 0 ? ql_flow_arg(edge->caller->def->flow, edge->event, (guint)callback) : 0;
        if (passed && is_callee(edge, passed)) {
            return ql_expr_parameter(registrar->def, ql_flow_arg(flow, event, (guint)param));
        }
    }
    return -1;
}

/* The registrar that the event of @edge calls by name, as seen among the caller's other edges. */
static const QlFunction *registrar_of(const QlCallEdge *edge)
{
    for (guint i = 0; i < edge->caller->calls->len; i++) {
        const QlCallEdge *other = edge->caller->calls->pdata[i];
        if (other->event == edge->event && other->kind == QL_HOP_DIRECT) {
            return other->callee;
        }
    }
    return NULL;
}

/* The caller's expression for parameter @param of the callee of @edge; 0: not known. */
static QlExprRef argument(const QlCallEdge *edge, gint64 param)
{
    const QlFlow *flow = edge->caller->def->flow;
    if (edge->kind != QL_HOP_CALLBACK && edge->kind != QL_HOP_CONTAINER) {
        return ql_flow_arg(flow, edge->event, (guint)param);
    }
    const QlFunction *registrar = edge->kind == QL_HOP_CALLBACK ? registrar_of(edge) : NULL;
    int position = registrar ? handed_on(edge, registrar, param) : -1;
    return position >= 0 ? ql_flow_arg(flow, edge->event, (guint)position) : 0;
}

/* Rewrites @path, of the last callee, in terms of the first caller of @edges. */
static void rewrite(Path *path, const GPtrArray *edges)
{
    for (guint i = edges ? edges->len : 0; i > 0; i--) {
        const QlCallEdge *edge = edges->pdata[i - 1];
        if (path->root == QL_EXPR_GLOBAL) {
            return;
        }
        QlExprRef ref = path->root == QL_EXPR_PARAM ? argument(edge, path->number) : 0;
        if (!ref) {
            path->root = QL_EXPR_OTHER;
            return;
        }
        resolve(path, edge->caller, ref);
    }
}

static gboolean equal_parts(const Path *a, const Path *b)
{
    if (a->parts->len != b->parts->len) {
        return FALSE;
    }
    for (guint i = 0; i < a->parts->len; i++) {
        const Part *x = &g_array_index(a->parts, Part, i);
        const Part *y = &g_array_index(b->parts, Part, i);
        if (x->kind != y->kind || x->record != y->record || x->name != y->name) {
            return FALSE;
        }
    }
    return TRUE;
}

static QlSameObject compare(const Path *a, const Path *b)
{
    if (a->root == QL_EXPR_OTHER || b->root == QL_EXPR_OTHER) {
        return QL_OBJECT_UNKNOWN;
    }
    gboolean same = a->root == b->root && a->name == b->name && a->number == b->number;
    return same && equal_parts(a, b) ? QL_OBJECT_SAME : QL_OBJECT_DIFFERENT;
}

static Path path_of(const QlObjectUse *use)
{
    Path path = {.parts = g_array_new(FALSE, FALSE, sizeof(Part))};
    resolve(&path, use->function, use->ref);
    rewrite(&path, use->edges);
    return path;
}

QlSameObject ql_same_object(const QlObjectUse *one, const QlObjectUse *other)
{
    Path a = path_of(one);
    Path b = path_of(other);
    QlSameObject result = compare(&a, &b);
    g_array_unref(a.parts);
    g_array_unref(b.parts);
    return result;
}
