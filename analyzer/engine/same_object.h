/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether two expressions in two functions of one path denote the same object: the expression at
 * the path's end is rewritten hop by hop in terms of the function where the path begins.
 */
#ifndef QL_SAME_OBJECT_H
#define QL_SAME_OBJECT_H

#include "program.h"

typedef enum QlSameObject {
    QL_OBJECT_UNKNOWN,   /* a name is lost on the way */
    QL_OBJECT_SAME,      /* the access paths are equal */
    QL_OBJECT_DIFFERENT, /* they are known, and differ */
} QlSameObject;

/** An expression, and how its function was reached. */
typedef struct QlObjectUse {
    const QlFunction *function;
    QlExprRef ref;
    const GPtrArray *edges; /* const QlCallEdge*: the calls down to the function; NULL: none */
} QlObjectUse;

/** Compares two uses whose calls begin in the same activation of one function. */
QlSameObject ql_same_object(const QlObjectUse *one, const QlObjectUse *other);

#endif
