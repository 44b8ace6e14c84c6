/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plan of a run: which of the TUs to index the base has up to date, which must be parsed, and
 * what of the base must go.
 *
 * A stored TU is up to date if it has the same source and flags, gave facts, every file it read
 * contains what it did then, and its includes are found where they were.
 */
#ifndef QL_PLAN_H
#define QL_PLAN_H

#include "base.h"
#include "file_states.h"
#include "include_search.h"

/** A TU to index. */
typedef struct QlPlanEntry {
    const QlTuInput *input;
    char *source; /* rooted */
    char *output; /* rooted; NULL: none */
    char *flags_hash;
    const QlBaseTu *reused; /* NULL: must be parsed */
    gint64 row;             /* in the store; 0: not stored yet */
    QlTuState state;        /* once stored */
    char *message;
} QlPlanEntry;

typedef struct QlPlan {
    GPtrArray *entries;  /* QlPlanEntry*, in compile database order */
    GPtrArray *parse;    /* those of them to parse */
    GPtrArray *renamed;  /* those of them to reuse whose output is another one now */
    GPtrArray *outdated; /* const QlBaseTu*: to be removed */
    GPtrArray
        *untrusted; /* const QlBaseFile*: their hashes say nothing about what is parsed next */
    guint removed;  /* outdated ones that nothing replaces */
} QlPlan;

/** A plan for no base: everything is to be parsed. @inputs holds QlTuInput*. */
QlPlan *ql_plan_new(const GPtrArray *inputs, const QlPaths *paths);

/** Takes what is up to date from @base, which must outlive @plan. */
void ql_plan_reuse(QlPlan *plan, const QlBase *base, QlFileStates *states, QlIncludeSearch *search);

void ql_plan_free(QlPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlPlan, ql_plan_free)

#endif
