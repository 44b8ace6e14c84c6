/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which functions a pointer may hold.
 *
 * Inclusion-based, field-based value flow restricted to function addresses (L. O. Andersen, 1994;
 * field-based as in Heintze and Tardieu, PLDI 2001): one node a (record, field), global, parameter,
 * local and return value, an edge a copy. Addresses of such nodes are followed only where a pointer
 * to a function pointer is written through.
 */
#ifndef QL_VALUE_FLOW_H
#define QL_VALUE_FLOW_H

#include "definition.h"

typedef struct QlValueFlow QlValueFlow;

/** Gives the candidates for a reference to @key made by @from (NULL: an initialiser). */
typedef void (*QlResolveKey)(QlSym key, const QlDefinition *from, GArray *out, gpointer user);

/**
 * Creates the flow over @n functions, identified by their index. @resolve turns a key into function
 * indexes (guint) appended to out.
 */
QlValueFlow *ql_value_flow_new(QlDefinition *const *functions, guint n, QlResolveKey resolve,
                               gpointer user);
void ql_value_flow_free(QlValueFlow *flow);

/** Adds the copies of initialiser @variable. Call before ql_value_flow_solve(). */
void ql_value_flow_add_variable(QlValueFlow *flow, const QlDefinition *variable);

/** Propagates until nothing changes. */
void ql_value_flow_solve(QlValueFlow *flow);

/**
 * Functions (guint indexes, ascending) that expression @ref of function @function may hold. Free
 * with g_array_unref(); empty if none is known.
 */
GArray *ql_value_flow_targets(QlValueFlow *flow, guint function, QlExprRef ref);

#endif
