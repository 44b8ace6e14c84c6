/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lock order: which classes are taken while which others are held, and where the order has
 * cycles that two threads can close.
 */
#ifndef QL_ORDER_H
#define QL_ORDER_H

#include "engine.h"

/** One way in which a class is taken while another is held. */
typedef struct QlOrderWay {
    const QlFunction *holder;
    const QlFunction *violator; /* which takes the second one */
    guint thread;
    QlLockset gates; /* tracked locks held then, but for the two */
    guint doubt;     /* of the hops from holder to violator */
} QlOrderWay;

typedef struct QlOrderEdge {
    int from;     /* class held … */
    int to;       /* … while this one is taken */
    GArray *ways; /* QlOrderWay: for each thread and set of gates those of least doubt */
} QlOrderEdge;

typedef struct QlOrder QlOrder;

/**
 * Finds the order of the classes for which @wanted(class, user) holds, with at most @max_doubt
 * between holder and violator.
 */
QlOrder *ql_order_new(const QlEngine *engine, gboolean (*wanted)(int lock_class, gpointer user),
                      gpointer user, guint max_doubt);
void ql_order_free(QlOrder *order);

/** QlOrderEdge*, sorted by the names of their classes. */
const GPtrArray *ql_order_edges(const QlOrder *order);

/**
 * The cycles that threads can close: each edge on another thread (or on one of a kind that runs
 * several), and no lock held on all. GPtrArray of GPtrArray of QlOrderEdge*; a cycle starts at the
 * class of the least name, shorter ones come first. One that has all classes of a shorter one, and
 * more, is left out. Free with g_ptr_array_unref().
 */
GPtrArray *ql_order_cycles(const QlOrder *order);

/**
 * The ways of @edge that take part in @cycle, which holds it: QlOrderWay, of least doubt first.
 * Free with g_array_unref().
 */
GArray *ql_order_ways(const QlOrder *order, const GPtrArray *cycle, const QlOrderEdge *edge);

/** The order of two QlOrderWay: of least doubt first. For g_array_sort(). */
int ql_order_compare_ways(gconstpointer a, gconstpointer b);

/** A witness of @way of @edge; *@confidence is set. NULL if the search finds it no more. */
QlWitness *ql_order_witness(const QlOrder *order, const QlOrderEdge *edge, const QlOrderWay *way,
                            double *confidence);

#endif
