/* SPDX-License-Identifier: Apache-2.0 */
#include "forks.h"

void ql_fork_point_free(gpointer data)
{
    QlForkPoint *point = data;
    g_ptr_array_unref(point->handlers);
    g_free(point);
}

/* The function that argument @position is; NULL if it is none, or not known for sure. */
static QlFunction *handler_at(QlResolver *resolver, const QlFunction *site, const QlEvent *event,
                              int position)
{
    if (position < 0) {
        return NULL;
    }
    QlExprRef ref = ql_flow_arg(site->def->flow, event, (guint)position);
    g_autoptr(GPtrArray) functions = ql_resolve_values(resolver, site, ref);
    return functions->len == 1 ? functions->pdata[0] : NULL;
}

static void add_point(QlResolver *resolver, QlFunction *site, const QlEvent *event,
                      const QlForkOp *op)
{
    QlForkPoint point = {.site = site, .event = event, .op = op};
    point.handlers = g_ptr_array_new();
    if (op->kind == QL_FORK_ATFORK) {
        g_ptr_array_add(point.handlers, handler_at(resolver, site, event, op->prepare));
        g_ptr_array_add(point.handlers, handler_at(resolver, site, event, op->parent));
        g_ptr_array_add(point.handlers, handler_at(resolver, site, event, op->child));
    }
    g_ptr_array_add(resolver->program->forks, g_memdup2(&point, sizeof point));
}

static gboolean is_known(const QlProgram *program, const QlEvent *event)
{
    for (guint i = 0; i < program->forks->len; i++) {
        if (((const QlForkPoint *)program->forks->pdata[i])->event == event) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Two entries may say the same of one function. */
static void add_points(QlResolver *resolver, const QlForkOp *op, const GArray *calls)
{
    for (guint i = 0; calls && i < calls->len; i++) {
        const QlCallSite *call = &g_array_index(calls, QlCallSite, i);
        if (!is_known(resolver->program, call->event)) {
            add_point(resolver, call->caller, call->event, op);
        }
    }
}

static int compare_points(gconstpointer a, gconstpointer b, gpointer program)
{
    const QlForkPoint *x = *(QlForkPoint *const *)a;
    const QlForkPoint *y = *(QlForkPoint *const *)b;
    return ql_call_site_compare(program, (QlCallSite){x->site, x->event},
                                (QlCallSite){y->site, y->event});
}

void ql_find_forks(QlResolver *resolver, const QlAnnotations *annotations, const QlCallSites *sites)
{
    QlProgram *program = resolver->program;
    for (guint i = 0; i < annotations->forks->len; i++) {
        const QlForkOp *op = annotations->forks->pdata[i];
        if (op->kind > QL_FORK_ATFORK) {
            continue; /* no point of the process's life, and there are many */
        }
        QlSym name = ql_strings_lookup(program->strings, op->function);
        add_points(resolver, op, ql_call_sites_of(sites, name));
    }
    g_ptr_array_sort_with_data(program->forks, compare_points, program);
}
