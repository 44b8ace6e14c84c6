/* SPDX-License-Identifier: Apache-2.0 */
#include "started.h"

static gboolean is_result(const QlFlow *flow, QlExprRef ref, const QlEvent *call)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    return expr->kind == QL_EXPR_CALL && expr->value == (gint64)call->id;
}

/* Where the result of @call is stored: the object assigned to, or 0. */
static QlExprRef stored_in(const QlFlow *flow, const QlEvent *call)
{
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        if (event->kind == QL_EVENT_ASSIGN && is_result(flow, event->value, call)) {
            return event->target;
        }
    }
    return 0;
}

static gboolean is_given(const QlFlow *flow, const QlEvent *event, const QlEvent *registration,
                         QlExprRef object)
{
    for (guint i = 0; i < event->n_args; i++) {
        QlExprRef arg = ql_flow_arg(flow, event, i);
        if ((object && arg == object) || is_result(flow, arg, registration)) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean starts(const QlProgram *program, const QlFunction *caller, const QlEvent *event,
                       const QlCallback *annotation)
{
    QlSym name = ql_program_callee_name(program, caller->def, event);
    const char *text = name ? ql_strings_get(program->strings, name) : NULL;
    return text && g_strv_contains((const char *const *)annotation->started_by, text);
}

const QlEvent *ql_start_event(const QlProgram *program, const QlFunction *caller,
                              const QlEvent *registration, const QlCallback *annotation)
{
    const QlFlow *flow = caller->def->flow;
    if (!annotation || !annotation->started_by || !annotation->started_by[0]) {
        return registration;
    }
    QlExprRef object = stored_in(flow, registration);
    guint first = (guint)(registration - (const QlEvent *)flow->events->data) + 1;
    for (guint i = first; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        if (event->kind == QL_EVENT_CALL && starts(program, caller, event, annotation) &&
            is_given(flow, event, registration, object)) {
            return event;
        }
    }
    return registration;
}
