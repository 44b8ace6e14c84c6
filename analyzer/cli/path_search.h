/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The search for the K shortest paths that fit a path expression: J. Y. Yen's algorithm (Management
 * Science, 1971) with E. L. Lawler's saving (1972), each single search being an A* (P. Hart,
 * N. Nilsson, B. Raphael, 1968) whose estimate is the number of hops left.
 */
#ifndef QL_PATH_SEARCH_H
#define QL_PATH_SEARCH_H

#include "path_expr.h"

typedef struct QlPathQuery {
    const QlCallGraph *graph;
    const QlPathExpr *expr;
    const char *via; /* some hop goes through this field, global or registrar; NULL: any */
    guint max_hops;  /* 0: any number */
    gboolean likely; /* order by ql_hop_cost(), not by number of hops */
} QlPathQuery;

/** A path; no two have the same functions in the same order. */
typedef struct QlFoundPath {
    QlFunction *first;
    GPtrArray *edges; /* QlCallEdge*; empty: @first alone fits the expression */
} QlFoundPath;

/**
 * The first @max paths by length, then by how many guesses they hold, then by function keys:
 * QlFoundPath* elements, a pure function of graph and query. Free with g_ptr_array_unref().
 */
GPtrArray *ql_path_search(const QlPathQuery *query, guint max);

/** Whether @edge goes through @via: "Record.field", a global, or a registrar's name. */
gboolean ql_edge_is_via(const QlProgram *program, const QlCallEdge *edge, const char *via);

/** Whether any call of @program goes through @via, be its callee known or not. */
gboolean ql_via_is_known(QlProgram *program, const char *via);

#endif
