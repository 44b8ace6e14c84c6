/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Refinements: which functions a call through a pointer cannot reach although the field it goes
 * through holds them. Each removes a target only for a reason that is kept with the call. Private
 * to the link layer.
 */
#ifndef QL_REFINE_H
#define QL_REFINE_H

#include "classes.h"
#include "pairing.h"

/** What refinements know. */
typedef struct QlRefiner {
    QlProgram *program; /* its member refinements says which to apply */
    QlClasses *classes;
    QlPairing *pairing;
} QlRefiner;

/** Removes from @targets (QlFunction*) what @site cannot call and notes it in site->removed. */
void ql_refine(QlRefiner *refiner, QlIndirect *site, GPtrArray *targets);

/** Notes in @site that those of @all that are not in @kept are removed for @reason. */
void ql_refine_to(QlIndirect *site, const GPtrArray *all, const GPtrArray *kept,
                  QlRefinement reason, QlSym detail);

#endif
