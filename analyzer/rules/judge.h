/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a rule asks about the other side of a wait before it believes itself: who ends it, what the
 * nested poll runs. Private to the rules.
 */
#ifndef QL_JUDGE_H
#define QL_JUDGE_H

#include "patterns.h"

typedef struct QlJudgement QlJudgement;

/** For the findings of @run about @lock (a class; -1: none). NULL if its rule asks nothing. */
QlJudgement *ql_judgement_new(const QlRuleRun *run, int lock);
void ql_judgement_free(QlJudgement *judgement);

/**
 * Sets the severity and confidence of @finding, which @violation is, and adds witnesses of the
 * other side. @judgement may be NULL.
 */
void ql_judgement_apply(QlJudgement *judgement, const QlViolation *violation, QlFinding *finding);

#endif
