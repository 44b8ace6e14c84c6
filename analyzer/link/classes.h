/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Methods inherited in an object system whose types are tables: name, parent and a function that
 * fills the class, which begins as a copy of the parent's. A function that reads a method of the
 * class it is about to override reads what the parent's class has there (QEMU: docs/devel/qom.rst).
 * Private to the link layer.
 */
#ifndef QL_CLASSES_H
#define QL_CLASSES_H

#include "call_sites.h"
#include "program.h"

typedef struct QlClasses QlClasses;

/** Reads the type tables of @program after the annotated description of them. */
QlClasses *ql_classes_new(QlProgram *program, const QlAnnotations *annotations, QlCallSites *sites);
void ql_classes_free(QlClasses *classes);

/**
 * The functions (QlFunction*) that @field, a QL_EXPR_FIELD, can hold if all that is ever stored
 * there is what classes inherited from their parents; NULL if that is not so or not known. Owned by
 * @classes.
 */
const GPtrArray *ql_classes_saved(QlClasses *classes, const QlExpr *field);

#endif
