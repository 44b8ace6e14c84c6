/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The call graph as people ask about it: the edges that the engine follows, and on demand those it
 * does not (registrations, calls cut at gateways), functions that no TU defines, and places that
 * only mention a function.
 */
#ifndef QL_CALL_GRAPH_H
#define QL_CALL_GRAPH_H

#include "program.h"

/** Which edges a graph holds. Calls of functions that no TU defines count as direct. */
typedef enum QlGraphEdges {
    QL_GRAPH_DIRECT = 1 << 0,     /* calls that name the callee */
    QL_GRAPH_INDIRECT = 1 << 1,   /* calls through pointers, callbacks that are called at once */
    QL_GRAPH_PASSED = 1 << 2,     /* calls of an argument, by the function that got it */
    QL_GRAPH_LATER = 1 << 3,      /* registrations and thread creations */
    QL_GRAPH_GATEWAYS = 1 << 4,   /* calls that annotations cut */
    QL_GRAPH_REFERENCES = 1 << 5, /* mentions without a call; the source may be a variable */
} QlGraphEdges;

#define QL_GRAPH_CALLS (QL_GRAPH_DIRECT | QL_GRAPH_INDIRECT)

typedef struct QlCallGraph {
    QlProgram *program;
    GPtrArray *functions; /* QlFunction*: the program's, then those below; index is the position */
    guint n_defined;      /* functions from here on have no calls: undefined ones, variables */
    GPtrArray **out;      /* by index: QlCallEdge* by place, then callee */
    GPtrArray **in;       /* likewise, edges to the function */
    GPtrArray **passed; /* edges that only QL_GRAPH_PASSED was missing for: right for who asks about
                           the function itself, but not for its callers */
    GPtrArray *own;     /* edges and functions made here */
} QlCallGraph;

/**
 * The graph of a resolved @program with @edges (QlGraphEdges). Of the calls that the engine
 * follows, and of those of functions that no TU defines, only those in set @only are taken (NULL:
 * all; see ql_engine_calls()). The program must outlive the graph.
 */
QlCallGraph *ql_call_graph_new(QlProgram *program, guint edges, GHashTable *only);
void ql_call_graph_free(QlCallGraph *graph);

/** Whether @edge, which need not be of a graph made with it, is a call in @only (NULL: it is). */
gboolean ql_call_graph_is_possible(GHashTable *only, const QlCallEdge *edge);

/** Whether @function is defined in the index. */
gboolean ql_call_graph_defines(const QlCallGraph *graph, const QlFunction *function);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlCallGraph, ql_call_graph_free)

#endif
