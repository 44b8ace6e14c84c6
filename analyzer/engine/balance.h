/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths of one function that leave a lock in another state than its other paths do: still taken at
 * a return, or dropped by who does not hold it.
 *
 * Unlike summaries, which speak of lock classes, this tells apart objects of one class by the
 * access path that names them. A function that hands the lock over to its callers, or drops theirs
 * for them, by design is found by looking at the callers.
 */
#ifndef QL_BALANCE_H
#define QL_BALANCE_H

#include "engine.h"

/** One such path. */
typedef struct QlImbalance {
    const QlFunction *function;
    QlLockRef lock;        /* a class, or a parameter of @function */
    const QlEvent *event;  /* KEPT: what takes the lock; DROPPED: what drops it though not held */
    const QlEvent *before; /* DROPPED: what dropped it before on the same path, or NULL */
    guint branch;          /* line where the path leaves those that balance; 0: unknown */
    guint end;             /* line of the return */
    gboolean thread_entry; /* KEPT: a thread ends there, which takes the lock with it */
    double confidence;     /* 0 to 1, see ql_balance_find() */
} QlImbalance;

typedef enum QlBalanceKind {
    QL_BALANCE_KEPT,    /* a lock that other paths drop is still taken at a return */
    QL_BALANCE_DROPPED, /* a lock is dropped that the function does not hold there */
} QlBalanceKind;

/**
 * Imbalances of @kind, QlImbalance* owned by the result: those of one function and lock follow each
 * other, in an order that depends on content alone. Left out are functions of the lock API itself,
 * what is inherited from a callee that is reported, and locks handed over by design: some caller,
 * also through functions that only pass it on, drops what is kept or takes what is dropped.
 *
 * Confidence starts with 1; docs/findings.md says for users what lowers it.
 */
GPtrArray *ql_balance_find(const QlEngine *engine, QlBalanceKind kind);

#endif
