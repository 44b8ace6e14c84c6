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

/** How a function gets into a pointer, or what else may be in it. */
typedef enum QlOriginKind {
    QL_ORIGIN_NONE,     /* nothing is ever stored there */
    QL_ORIGIN_FUNCTION, /* a function of the program */
    QL_ORIGIN_OUTSIDE,  /* a function that no TU defines */
    QL_ORIGIN_RESULT,   /* what a function that no TU defines returns or writes */
    QL_ORIGIN_ARGUMENT, /* an argument of a callback that such functions may call */
    QL_ORIGIN_LOST,     /* an expression that is not followed */
} QlOriginKind;

/** Where a value is first stored on its way to a pointer. */
typedef struct QlOrigin {
    QlOriginKind kind;
    const QlDefinition *holder; /* function or variable that stores it; NULL if kind is NONE */
    guint line;
    guint function; /* FUNCTION: its index */
    QlSym name;     /* OUTSIDE, RESULT: the function that no TU defines; ARGUMENT: the callback */
} QlOrigin;

/**
 * Appends to @out (QlOrigin) where the values come from that expression @ref of function @function
 * may hold: in an order that depends on the program alone. Call after ql_value_flow_solve().
 */
void ql_value_flow_origins(QlValueFlow *flow, guint function, QlExprRef ref, GArray *out);

/** Likewise of field @field of record @record. */
void ql_value_flow_field_origins(QlValueFlow *flow, QlSym record, QlSym field, GArray *out);

/** Whether the address of function @function is used: others than its callers by name may call it.
 */
gboolean ql_value_flow_is_taken(const QlValueFlow *flow, guint function);

/** Whether @function is static, and nothing mentions it. */
gboolean ql_value_flow_is_dead(const QlValueFlow *flow, guint function);

/** Whether others than the program's calls may call @function: its address leaves the program, or
 * is kept where no call is known to find it. */
gboolean ql_value_flow_is_loose(const QlValueFlow *flow, guint function);

/**
 * Appends to @out (QlOrigin, without function) the assignments of functions through pointers that
 * are not followed.
 */
void ql_value_flow_blind_stores(QlValueFlow *flow, GArray *out);

/**
 * Functions (guint indexes, ascending) that expression @ref of function @function may hold. Free
 * with g_array_unref(); empty if none is known.
 */
GArray *ql_value_flow_targets(QlValueFlow *flow, guint function, QlExprRef ref);

/** The functions (guint indexes, ascending) that field @field of record @record may hold. */
GArray *ql_value_flow_field(QlValueFlow *flow, QlSym record, QlSym field);

/** The functions (guint indexes, ascending) that @ref in initialiser @def names. */
GArray *ql_value_flow_named(QlValueFlow *flow, const QlDefinition *def, QlExprRef ref);

#endif
