/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing: the TUs of a plan that are not taken over go through worker processes into the store. */
#ifndef QL_PARSE_STAGE_H
#define QL_PARSE_STAGE_H

#include "interrupt.h"
#include "reuse.h"

typedef struct QlParseStage QlParseStage;

typedef struct QlParseStageOptions {
    const QlIndexOptions *index; /* to outlive the stage, as must all else */
    const QlReuse *reuse;        /* its plan learns what became of each TU */
    const QlInterrupt *interrupt;
    gint64 started;        /* when the run began, monotonic */
    gint64 moment;         /* the same, by ql_file_clock() */
    QlIndexResult *result; /* gets costs, parsed and workers_replaced */
} QlParseStageOptions;

/** Makes what parsing needs, precompiled prefixes above all. Fails only if interrupted, or if no
 * worker can be started. */
QlParseStage *ql_parse_stage_new(const QlParseStageOptions *options, GError **error);
void ql_parse_stage_free(QlParseStage *stage);

/** Parses; each TU is in @store when the next one comes. */
gboolean ql_parse_stage_run(QlParseStage *stage, QlStore *store, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlParseStage, ql_parse_stage_free)

#endif
