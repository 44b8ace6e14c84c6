/* SPDX-License-Identifier: Apache-2.0 */
/* From a path of contexts to a witness people can read. Private to the engine. */
#ifndef QL_WITNESS_H
#define QL_WITNESS_H

#include "engine.h"

typedef struct QlPath QlPath;

/** An empty path. @focus: the class that its places tell apart besides the tracked ones, or -1. */
QlPath *ql_path_new(const QlEngine *engine, int focus);

/** Adds the root @context was reached from and the hops down to it. */
void ql_path_add_root(QlPath *path, const QlContext *context);

/** Adds the call @site made in @place, and before it what took or dropped locks there. */
void ql_path_add_call(QlPath *path, const QlPlace *place, const QlSite *site);

/** The same, without what took or dropped locks: @place has had a step already. */
void ql_path_add_hop(QlPath *path, const QlPlace *place, const QlSite *site);

/**
 * Adds operation @site in @place as a step of @kind, and before it what took or dropped locks
 * there: what the rule forbids, or a wait.
 */
void ql_path_add_op(QlPath *path, const QlPlace *place, const QlSite *site, QlStepKind kind);

/** Adds that the function of @context requires what it was called without: @text says so, or "". */
void ql_path_add_demand(QlPath *path, const QlContext *context, const char *text);

/**
 * How far the path can be believed, 0 to 1: 0.95 for a deferred callback's root, and for each
 * indirect hop 1 / (1 + 0.15 · log2(targets)), multiplied. docs/findings.md states it for users.
 */
double ql_path_confidence(const QlPath *path);

/**
 * The operation of @place that took (or dropped) @lock_class last before @until, or NULL. Events
 * are in reverse postorder: what stands before is executed before, but for loops.
 */
const QlSite *ql_place_last_change(const QlPlace *place, int lock_class, gboolean taken,
                                   const QlSite *until);

/** The witness; frees the path. */
QlWitness *ql_path_finish(QlPath *path);

#endif
