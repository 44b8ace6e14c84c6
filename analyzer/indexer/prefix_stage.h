/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The precompiled prefixes of a run: planned here, built in worker processes (libclang may crash or
 * hang over them), used for parsing. A prefix that cannot be built is done without.
 */
#ifndef QL_PREFIX_STAGE_H
#define QL_PREFIX_STAGE_H

#include "plan.h"
#include "pool.h"

typedef struct QlPrefixStage QlPrefixStage;

typedef struct QlPrefixStageOptions {
    const QlPlan *plan; /* to outlive the result, as must all else */
    const QlPaths *paths;
    const char *directory; /* where prefixes are kept; made if there is something to keep */
    guint jobs;
    guint time_limit; /* seconds a prefix; 0: none */
    const QlInterrupt *interrupt;
} QlPrefixStageOptions;

/** Makes the prefixes for the TUs that @options' plan has to parse. Fails only if interrupted, or
 * if no worker can be started. */
QlPrefixStage *ql_prefix_stage_new(const QlPrefixStageOptions *options, GError **error);
void ql_prefix_stage_free(QlPrefixStage *stage);

/** The prefix for entry @task of plan->parse; NULL: none, and @reason (static) says why. */
const QlPrefix *ql_prefix_stage_of(const QlPrefixStage *stage, guint task, const char **reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlPrefixStage, ql_prefix_stage_free)

#endif
