/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Path expressions: regular expressions over the functions of a path.
 *
 *   A B        a function of A that calls one of B (A, B: selectors)
 *   ...        any functions, also none; not those that begin or end the path
 *   (X|Y)      X or Y;  (X)* (X)+ (X)? any number of times, at least once, at most once
 *
 * An expression becomes an automaton with one state a selector (V. M. Glushkov, 1961); a set of
 * states is a word of bits, so a path is followed by a few bit operations a hop.
 */
#ifndef QL_PATH_EXPR_H
#define QL_PATH_EXPR_H

#include "selectors.h"

/** More selectors than these in one expression are an error. */
#define QL_MAX_POSITIONS 60

typedef struct QlPathExpr {
    guint n;                          /* positions: occurrences of selectors */
    guint64 first;                    /* those a path may begin with */
    guint64 last;                     /* … and end with */
    guint64 follow[QL_MAX_POSITIONS]; /* those that may come after each */
    guint64 *member;                  /* by function: positions whose selector it is in */
    guint n_functions;
} QlPathExpr;

/** Reads expression @text. */
QlPathExpr *ql_path_expr_parse(const QlCallGraph *graph, const char *text, GError **error);

/**
 * Paths of at least one hop from @from to @to that pass a function of each of @through
 * (QlFunctionSet*) in turn, and touch @from and @to only at their ends.
 */
QlPathExpr *ql_path_expr_between(const QlCallGraph *graph, const QlFunctionSet *from,
                                 const GPtrArray *through, const QlFunctionSet *to);
void ql_path_expr_free(QlPathExpr *expr);

/** Takes the functions of @set out of all paths. */
void ql_path_expr_avoid(QlPathExpr *expr, const QlFunctionSet *set);

/** States after function @function follows states @states; 0: no such path. */
guint64 ql_path_expr_step(const QlPathExpr *expr, guint64 states, guint function);

/** States after a path that begins with @function. */
guint64 ql_path_expr_start(const QlPathExpr *expr, guint function);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlPathExpr, ql_path_expr_free)

#endif
