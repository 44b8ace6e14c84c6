/* SPDX-License-Identifier: Apache-2.0 */
/* Which functions lead to an operation: searches need not look at the others. */
#include "engine.h"

static gboolean is_listed(const GArray *forbidden, const QlOp *op)
{
    return ql_classes_have(forbidden, op->lock) || ql_classes_have(forbidden, op->wait);
}

static gboolean does(const QlLockUser *user, const GArray *forbidden)
{
    for (guint i = 0; i < user->ops->len; i++) {
        if (!forbidden || is_listed(forbidden, user->ops->pdata[i])) {
            return TRUE;
        }
    }
    return FALSE;
}

static void add(guint8 *leads, GPtrArray *work, const QlFunction *function)
{
    if (!leads[function->index]) {
        leads[function->index] = TRUE;
        g_ptr_array_add(work, (gpointer)function);
    }
}

guint8 *ql_engine_leads(const QlEngine *engine, const GArray *forbidden)
{
    const GPtrArray *functions = engine->program->functions;
    guint8 *leads = g_new0(guint8, MAX(functions->len, 1));
    g_autoptr(GPtrArray) work = g_ptr_array_new();
    const GPtrArray *users = ql_lock_classes_users(engine->classes);
    for (guint i = 0; i < users->len; i++) {
        const QlLockUser *user = users->pdata[i];
        if (does(user, forbidden)) {
            add(leads, work, user->function);
        }
    }
    while (work->len) {
        const QlFunction *function = g_ptr_array_steal_index_fast(work, work->len - 1);
        for (guint i = 0; i < function->callers->len; i++) {
            add(leads, work, ((const QlCallEdge *)function->callers->pdata[i])->caller);
        }
    }
    return leads;
}
