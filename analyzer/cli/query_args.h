/* SPDX-License-Identifier: Apache-2.0 */
/* Options that "path", "callers", "callees" and "functions" share: which calls count. */
#ifndef QL_QUERY_ARGS_H
#define QL_QUERY_ARGS_H

#include "call_graph.h"
#include "program_args.h"
#include "selectors.h"

typedef struct QlQueryArgs {
    QlProgramArgs program;
    gboolean direct;   /* only calls that name the callee */
    gboolean deferred; /* registrations, too */
    gboolean gateways; /* calls that annotations cut, too */
    gboolean dot;
    char *thread;  /* only calls possible on this kind of thread */
    char *holding; /* … with this lock class held */
} QlQueryArgs;

/** The options but "dot", to be freed with g_free(); they write to @args. */
GOptionEntry *ql_query_args_entries(QlQueryArgs *args);
void ql_query_args_clear(QlQueryArgs *args);

/** Whether the options go together; prints what does not. */
gboolean ql_query_args_are_valid(const QlQueryArgs *args);

/** The kinds of edges that the options ask for: QlGraphEdges. */
guint ql_query_args_edges(const QlQueryArgs *args);

/**
 * The calls possible on the thread and under the lock asked for, as ql_engine_calls(); *@only is
 * NULL if neither was asked for.
 * Free it with g_hash_table_unref(). Prints an error and returns FALSE if there is no such thread
 * or lock.
 */
gboolean ql_query_args_filter(const QlQueryArgs *args, const QlLoaded *loaded, GHashTable **only);

/** The functions of selector @text; prints an error and returns NULL if it means none. */
QlFunctionSet *ql_cli_select(const QlCallGraph *graph, const char *text);

/** Prints @edges (QlCallEdge*) as a graph for Graphviz. */
void ql_cli_print_dot(const QlProgram *program, const GPtrArray *edges);

#endif
