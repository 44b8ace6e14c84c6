/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a run takes over: of the index that is there, or of what an unfinished run left, whichever
 * has more of what is wanted.
 */
#ifndef QL_REUSE_H
#define QL_REUSE_H

#include "plan.h"
#include "replacement.h"
#include "sources.h"

typedef struct QlReuse {
    const QlSources *sources;
    const QlReplacement *file;
    const QlStoreMeta *meta;
    QlFileStates *states;
    QlIncludeSearch *search;
    QlBase *base;       /* NULL: none that can be used */
    gboolean continues; /* the base is what an unfinished run left */
    QlPlan *plan;       /* of all of @sources; points into @base */
    char *links;        /* digest of executables and what they link */
} QlReuse;

/** Decides what to take over. The arguments must outlive @reuse. */
void ql_reuse_init(QlReuse *reuse, const QlSources *sources, const QlReplacement *file,
                   const QlStoreMeta *meta);

/** Takes over nothing: the base proved to be damaged. */
void ql_reuse_nothing(QlReuse *reuse);

/** Whether the index that is there is what the run would make. */
gboolean ql_reuse_is_up_to_date(const QlReuse *reuse);

/** How many TUs are taken over. */
guint ql_reuse_count(const QlReuse *reuse);

/** Keeps what was found out about files. Does nothing for an @reuse of zeros. */
void ql_reuse_clear(QlReuse *reuse);

#endif
