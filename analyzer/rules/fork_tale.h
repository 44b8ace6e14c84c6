/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses about forks: told hop by hop, with what is held. Private to the rules about forks. */
#ifndef QL_FORK_TALE_H
#define QL_FORK_TALE_H

#include "patterns.h"
#include "process_phase.h"

/** A witness in the making. */
typedef struct QlTale {
    const QlRuleRun *run;
    QlWitness *witness;
    double confidence; /* docs/findings.md: one factor a hop */
    GPtrArray *held;   /* char*, sorted: classes held now; owned */
} QlTale;

/** Begins on thread @kind. */
QlTale *ql_tale_new(const QlRuleRun *run, const char *kind);

/** Starts at @root; if that is NULL, in @function, of which no caller is known. */
void ql_tale_root(QlTale *tale, const QlRoot *root, const QlFunction *function);

/** Starts in @function, the first one of a thread that @made creates to run @entry. */
void ql_tale_thread(QlTale *tale, const QlFunction *function, const QlHop *made,
                    const QlFunction *entry);

/** Takes the calls of @way from hop @first up to, without it, hop @end. */
void ql_tale_calls(QlTale *tale, const GArray *way, guint first, guint end);

/** What @event of @function calls by name is a step of @kind; @via as in QlStep. */
void ql_tale_event(QlTale *tale, QlStepKind kind, const QlFunction *function, const QlEvent *event,
                   const char *via);

/** A step of @kind from @function, at @line, to @callee. */
void ql_tale_step(QlTale *tale, QlStepKind kind, const QlFunction *function, guint line,
                  const QlFunction *callee, const char *via);

/** From the next step on, class @name is held. */
void ql_tale_hold(QlTale *tale, const char *name);

/** The way to @fork, without the fork itself. */
void ql_tale_to_fork(QlTale *tale, const QlFork *fork);

/** The way to @fork and the fork; then, in the child, back to the function of hop @hop. */
void ql_tale_into_child(QlTale *tale, const QlFork *fork, guint hop);

/** Takes fork handler @handler, which the fork of @fork runs. */
void ql_tale_handler(QlTale *tale, const QlFork *fork, const QlFunction *handler,
                     const char *which);

/**
 * Adds the witness to @finding and frees the tale. Each witness tells one part of what happens: the
 * finding is worth what the least credible one is.
 */
void ql_tale_end(QlTale *tale, QlFinding *finding);

/** The kind of the threads that start at @entry; "" if none is known to. */
const char *ql_tale_kind(const QlRuleRun *run, const QlFunction *entry);

/** A witness of how @thread comes to be, which ends with a step of @kind. */
void ql_tale_creation(const QlRuleRun *run, QlFinding *finding, const QlForkThread *thread,
                      QlStepKind kind);

/** A witness of how the process comes to @fork. */
void ql_tale_fork(const QlRuleRun *run, QlFinding *finding, const QlFork *fork);

/** Adds @finding (taken over) to the rule's, unless it has no witness left. Of two that are
 * the same but for the fork, the more severe one stays. */
void ql_tale_add(QlRuleRun *run, QlFinding *finding);

/** Appends text to the finding's message. */
void ql_tale_detail(QlFinding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);

/**
 * The handlers registered for forks: QlForkPoint*, which have a child handler. Free with
 * g_ptr_array_unref().
 */
GPtrArray *ql_tale_handlers(const QlProgram *program);

/** Position of a handler in QlForkPoint.handlers. */
enum { QL_HANDLER_PREPARE, QL_HANDLER_PARENT, QL_HANDLER_CHILD };

#endif
