/* SPDX-License-Identifier: Apache-2.0 */
#include "contention.h"

/* Whether somebody does @wait while he holds @lock_class. */
static gboolean search_holders(const QlEngine *engine, int lock_class, int wait)
{
    g_autoptr(GArray) forbidden = g_array_new(FALSE, FALSE, sizeof(int));
    g_array_append_val(forbidden, wait);
    QlQuery query = ql_query_new(forbidden, 1);
    ql_query_hold(engine, &query, lock_class);
    query.taken = lock_class;
    query.any_wait = TRUE;
    g_autoptr(GPtrArray) found = ql_engine_search(engine, &query);
    return found->len > 0;
}

/* The same, remembered: several waits are for one lock. */
static gboolean is_kept(const QlEngine *engine, int lock_class, int wait)
{
    gint64 key = ((gint64)wait << 32) + lock_class;
    if (!engine->kept_locks) {
        ((QlEngine *)engine)->kept_locks = /* what follows from it, kept */
            g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    }
    gpointer kept;
    if (!g_hash_table_lookup_extended(engine->kept_locks, &key, NULL, &kept)) {
        kept = GINT_TO_POINTER(search_holders(engine, lock_class, wait));
        g_hash_table_insert(engine->kept_locks, g_memdup2(&key, sizeof key), kept);
    }
    return GPOINTER_TO_INT(kept);
}

gboolean ql_wait_is_free(const QlEngine *engine, const QlFunction *function, const QlSite *site)
{
    const QlOp *op = ql_lock_classes_op(engine->classes, site->event);
    if (site->op != QL_OP_WAIT || !op || op->kind != QL_OP_ACQUIRE || op->lock < 0) {
        return FALSE;
    }
    const QlWait *wait = ql_lock_classes_wait(engine->classes, function, site->event);
    return wait && wait->contended && !is_kept(engine, op->lock, op->wait);
}
