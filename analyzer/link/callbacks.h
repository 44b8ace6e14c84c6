/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parameters that carry callbacks: which parameter of which function is called by it, or handed on
 * to a registration. The call then belongs to whoever passes the function, not to every function
 * ever passed. Private to the link layer.
 */
#ifndef QL_CALLBACKS_H
#define QL_CALLBACKS_H

#include "call_sites.h"
#include "program.h"

/** What becomes of a function passed as one parameter. */
typedef struct QlCallbackParam {
    QlSym function; /* name of the function that has the parameter */
    guint param;
    const QlCallback *annotation; /* NULL: the function just calls it */
    QlSym registrar;              /* name of the function where it ends up */
} QlCallbackParam;

/** Map from (function name, parameter) to a list of what happens there. */
typedef struct QlCallbackParams QlCallbackParams;

/** Finds all such parameters of @program: annotated ones, called ones, and wrappers of both. */
QlCallbackParams *ql_callback_params_find(const QlProgram *program,
                                          const QlAnnotations *annotations,
                                          const QlCallSites *sites);
void ql_callback_params_free(QlCallbackParams *params);

/** The QlCallbackParam* for parameter @param of functions called @function, or NULL. */
const GPtrArray *ql_callback_params_get(const QlCallbackParams *params, QlSym function,
                                        guint param);

/** How many parameters of @function to look at: one more than the highest in the table. */
guint ql_callback_params_count(const QlCallbackParams *params, QlSym function);

/**
 * Parameter of @function that @ref is, following locals assigned just once; -1 if it is none.
 */
int ql_expr_parameter(const QlDefinition *function, QlExprRef ref);

/** @ref, or the value of the local it names if that is assigned just once. */
QlExprRef ql_expr_follow_local(const QlDefinition *function, QlExprRef ref);

#endif
