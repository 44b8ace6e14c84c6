/* SPDX-License-Identifier: Apache-2.0 */
/* What functions do to locks, in words. */
#ifndef QL_LOCK_TEXT_H
#define QL_LOCK_TEXT_H

#include "summaries.h"

/** Where the words come from: one function of a program. */
typedef struct QlLockWords {
    const QlProgram *program;
    const QlLockClasses *classes;
    const QlFunction *function;
} QlLockWords;

/** A lock as people read it: "BQL", "what parameter s points to". Free with g_free(). */
char *ql_cli_lock_text(const QlLockWords *words, QlLockRef lock);

/** "BQL is held", "parameter n is 0": what is so at entry. Free with g_free(). */
char *ql_cli_condition_text(const QlLockWords *words, const QlPredicateValue *predicate);

/** "if BQL is not held: takes BQL, returns non-zero", or "… changes nothing". Free with g_free().
 */
char *ql_cli_outcome_text(const QlLockWords *words, const QlOutcome *outcome);

#endif
