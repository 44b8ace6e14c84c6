/* SPDX-License-Identifier: Apache-2.0 */
/* Where the process forks, and what runs then. Private to the link layer. */
#ifndef QL_FORKS_H
#define QL_FORKS_H

#include "call_sites.h"
#include "resolve.h"

/** Fills the fork points of the resolver's program, whose calls @sites are. */
void ql_find_forks(QlResolver *resolver, const QlAnnotations *annotations,
                   const QlCallSites *sites);

/** Frees a QlForkPoint. */
void ql_fork_point_free(gpointer point);

#endif
