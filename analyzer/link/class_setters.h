/* SPDX-License-Identifier: Apache-2.0 */
/* Who stores to a class's fields: what inheritance of methods rests on. Private to link. */
#ifndef QL_CLASS_SETTERS_H
#define QL_CLASS_SETTERS_H

#include "call_sites.h"
#include "program.h"

/** A field of a record, packed. */
static inline guint64 ql_class_field(const QlExpr *field)
{
    return ((guint64)field->record << 32) | field->name;
}

typedef struct QlClassSetters QlClassSetters;

/**
 * Finds all stores to fields. @inits: QlFunction* as keys, the functions that fill classes;
 * @others: those of them that are used otherwise, too. All must outlive the result.
 */
QlClassSetters *ql_class_setters_new(QlProgram *program, QlCallSites *sites, GHashTable *inits,
                                     GHashTable *others);
void ql_class_setters_free(QlClassSetters *setters);

/** Whether @function may store to @field, itself or by what it calls. */
gboolean ql_class_setters_reach(QlClassSetters *setters, const QlFunction *function, guint64 field);

/** Whether nothing but functions that fill classes stores to @field, each to its own class. */
gboolean ql_class_setters_only_inits(QlClassSetters *setters, guint64 field);

/**
 * Whether expression @ref of @function is the class that it was called for, or part of it: its
 * parameter, or what a cast function makes of that.
 */
gboolean ql_class_is_own(const QlFunction *function, QlExprRef ref);

/** Whether every way through @flow passes block @block. */
gboolean ql_class_is_unavoidable(const QlFlow *flow, guint block);

#endif
