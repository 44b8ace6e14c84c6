/* SPDX-License-Identifier: Apache-2.0 */
/* What "resolve" and "unresolved" print alike: calls through pointers, in words. */
#ifndef QL_INDIRECT_TEXT_H
#define QL_INDIRECT_TEXT_H

#include "program.h"

/** What a call goes through: "field VirtioBusClass.notify". Free with g_free(). */
char *ql_indirect_through(const QlProgram *program, const QlIndirect *site);

/** Where a value comes from, as a sentence without full stop. Free with g_free(). */
char *ql_origin_text(const QlProgram *program, const QlOrigin *origin);

/** Why a call has no target, as a sentence without full stop. Free with g_free(). */
char *ql_verdict_text(const QlProgram *program, const QlIndirect *site);

/** A refinement's name for options: "inherited", … */
const char *ql_refinement_name(QlRefinement refinement);

/** Why @removed is no target, as a sentence without full stop. Free with g_free(). */
char *ql_removed_text(const QlProgram *program, const QlRemoved *removed);

#endif
