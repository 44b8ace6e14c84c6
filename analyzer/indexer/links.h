/* SPDX-License-Identifier: Apache-2.0 */
/* Which executable links which TU, from the compile database into the store. */
#ifndef QL_LINKS_H
#define QL_LINKS_H

#include "plan.h"
#include "selection.h"

/** Identifies the links of @selection, whose entries are those of @plan. Free with g_free(). */
char *ql_links_digest(const QlSelection *selection, const QlPlan *plan);

/**
 * The same of what @store holds: equal for the index of a selection and for one that was merged of
 * its shards. NULL with @error set on failure. Free with g_free().
 */
char *ql_links_stored_digest(QlStore *store, GError **error);

/** Replaces the executables and links of @store. Every entry of @plan must be stored. */
gboolean ql_links_store(const QlSelection *selection, const QlPlan *plan, QlStore *store,
                        GError **error);

#endif
