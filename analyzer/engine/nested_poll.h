/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a nested event loop runs: callbacks that were registered for the loop's own thread, now on
 * the thread that polls, under its locks. One that blocks in turn may block it for ever.
 */
#ifndef QL_NESTED_POLL_H
#define QL_NESTED_POLL_H

#include "engine.h"

/** How a callback comes to block. */
typedef struct QlNestedWay {
    QlWitness *witness; /* from its root to there */
    double confidence;
    guint cost;
} QlNestedWay;

/** A callback that a nested poll may run and that may block. */
typedef struct QlNestedHandler {
    const QlRoot *root;
    GArray *ways; /* QlNestedWay, cheapest first: one of direct calls, one for each hook called */
} QlNestedHandler;

typedef struct QlNestedPolls QlNestedPolls;

/**
 * Looks at the callbacks that a poll runs while @lock_class is held: the nested ones of thread
 * kinds whose callbacks start with it. They block in waits of @waits (int).
 */
QlNestedPolls *ql_nested_polls_new(const QlEngine *engine, int lock_class, const GArray *waits);
void ql_nested_polls_free(QlNestedPolls *polls);

/** QlNestedHandler* of those that block, those with most ways first. */
const GPtrArray *ql_nested_polls_handlers(const QlNestedPolls *polls);

/**
 * @poller (a witness of a poll) continued by what @handler does on @way, as a new witness: a NESTED
 * step and the handler's hops, under the locks of both.
 */
QlWitness *ql_nested_polls_continue(const QlEngine *engine, const QlWitness *poller,
                                    const QlNestedHandler *handler, const QlNestedWay *way);

#endif
