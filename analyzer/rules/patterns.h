/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One file a kind of mistake: each turns what the engine found into findings of one rule. Private
 * to the rules.
 */
#ifndef QL_PATTERNS_H
#define QL_PATTERNS_H

#include "engine.h"
#include "finding.h"

/** One rule being evaluated. */
typedef struct QlRuleRun {
    const QlEngine *engine;
    const QlRule *rule;
    QlSeverity min_severity; /* findings below it are not wanted */
    GPtrArray *findings;     /* QlFinding*: new ones are added here */
} QlRuleRun;

/** The words of a finding: what its message and fingerprint are made of. */
typedef struct QlParties {
    const QlFunction *holder;
    const QlFunction *violator;
    const QlThread *thread; /* NULL: whichever */
    gboolean any_thread;    /* that it is this thread is no part of the finding's identity */
    const char *lock;       /* the class held, or NULL */
    const char *forbidden;  /* the class or wait that is forbidden, or NULL */
} QlParties;

/** The severity of @rule's findings on threads of kind @thread. */
QlSeverity ql_rule_severity(const QlRule *rule, const char *thread);

/**
 * A new finding of @run's rule about @parties, without witnesses and of confidence 0. It lists the
 * classes of the parties as its locks.
 */
QlFinding *ql_rule_finding(const QlRuleRun *run, const QlParties *parties);

/** Whether the rule's exceptions excuse @witness of a finding about @parties altogether. */
gboolean ql_rule_excuses(const QlRuleRun *run, const QlParties *parties, const QlWitness *witness);

/** Adds @witness (taken over) to @finding, unless the rule's exceptions excuse it. */
void ql_rule_add_witness(const QlRuleRun *run, QlFinding *finding, QlWitness *witness,
                         double confidence);

/** Adds @finding (taken over) to the run's, unless it has no witness left. */
void ql_rule_add(QlRuleRun *run, QlFinding *finding);

/** Whether the rule is about class @name: it is listed in holding-any, or its family is; or no
 * class is listed. */
gboolean ql_rule_is_about(const QlRuleRun *run, int lock_class);

/** The doubt that @rule lets hops between holder and violator leave: see ql_hop_doubt(). */
guint ql_rule_max_doubt(const QlRule *rule);

/** REACH: an operation under a lockset. */
void ql_pattern_reach(QlRuleRun *run);

/** CYCLE: locks taken in an order that has a cycle. */
void ql_pattern_cycle(QlRuleRun *run);

/** REACQUIRE: a lock that is not recursive, taken by who holds it. */
void ql_pattern_reacquire(QlRuleRun *run);
/** UNMET_REQUIREMENT: code reached without what it requires. */
void ql_pattern_requirement(QlRuleRun *run);

/** THREAD_AT_FORK: a thread exists when the process forks and goes on. */
void ql_pattern_thread_at_fork(QlRuleRun *run);

/** ALLOCATION_AT_FORK: the allocator is in use at a fork, and used behind it. */
void ql_pattern_allocation_at_fork(QlRuleRun *run);

/** LOCK_AT_FORK: a lock is held across a fork. */
void ql_pattern_lock_at_fork(QlRuleRun *run);
/** MISSING_UNLOCK, UNHELD_UNLOCK: a path of a function that leaves a lock out of balance. */
void ql_pattern_balance(QlRuleRun *run);

#endif
