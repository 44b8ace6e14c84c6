/* SPDX-License-Identifier: Apache-2.0 */
/* From a path of contexts to a witness people can read. Private to the engine. */
#ifndef QL_WITNESS_H
#define QL_WITNESS_H

#include "engine.h"

typedef struct QlPath QlPath;

QlPath *ql_path_new(const QlEngine *engine);

/** Adds the root @context was reached from and the hops down to it. */
void ql_path_add_root(QlPath *path, const QlContext *context);

/** Adds the call @site made in @context, and before it what took or dropped locks there. */
void ql_path_add_call(QlPath *path, const QlContext *context, const QlSite *site);

/** Adds operation @site in @context: what the rule forbids. */
void ql_path_add_violation(QlPath *path, const QlContext *context, const QlSite *site);

/** Adds that the function of @context requires what it was called without: @text says so, or "". */
void ql_path_add_demand(QlPath *path, const QlContext *context, const char *text);

/**
 * How far the path can be believed, 0 to 1: 0.95 for a deferred callback's root, and for each
 * indirect hop 1 / (1 + 0.15 · log2(targets)), multiplied. docs/findings.md states it for users.
 */
double ql_path_confidence(const QlPath *path);

/** The witness; frees the path. */
QlWitness *ql_path_finish(QlPath *path);

#endif
