/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which object an expression names, as far as the text of the program tells objects apart: a field
 * of a record, a global, a variable of a function. Private to the link layer.
 */
#ifndef QL_OBJECT_KEY_H
#define QL_OBJECT_KEY_H

#include "program.h"

/** What an expression names. */
typedef struct QlObjectKey {
    QlSym key;     /* "Record.field", a global's key, "function:variable"; 0: not known */
    int param;     /* if key is 0: the parameter of the function that points to it, else -1 */
    gboolean null; /* if key is 0: there is none, the pointer is NULL */
} QlObjectKey;

/**
 * The object that pointer expression @ref of @function points to: &x, table[i] or a pointer that is
 * assigned once.
 */
QlObjectKey ql_object_pointed_to(QlProgram *program, const QlDefinition *function, QlExprRef ref);

/** The object that expression @ref of @function is, e.g. the record whose field is accessed. */
QlObjectKey ql_object_named(QlProgram *program, const QlDefinition *function, QlExprRef ref);

/** The field (QL_EXPR_FIELD) whose address @ref is; NULL if it is none. */
const QlExpr *ql_addressed_field(const QlFlow *flow, QlExprRef ref);

/** "Record.field" of a QL_EXPR_FIELD expression, as annotations name it. */
QlSym ql_field_key(QlProgram *program, const QlExpr *field);

/**
 * The keys (QlSym) of the records that "Record.field" @name means: several if .c files have one of
 * that name each. Free with g_array_unref().
 */
GArray *ql_field_records(const QlProgram *program, const char *name);

/** Whether "Record.field" @name means a field of @record, whatever file that is private to. */
gboolean ql_field_is_in(const QlProgram *program, QlSym record, const char *name);

/** The functions (QlFunction*) that "Record.field" @name may hold; free the array. */
GPtrArray *ql_field_functions(const QlProgram *program, const char *name);

/**
 * Adds to @set the functions (QlFunction*) that @ref of @def may hold. @function: the one that @def
 * is of, or NULL: @def is an initialiser.
 */
void ql_add_stored(const QlProgram *program, const QlDefinition *def, const QlFunction *function,
                   QlExprRef ref, GHashTable *set);

/** Whether "Record.field" @name means @field, whatever file its record is private to. */
gboolean ql_field_is(const QlProgram *program, const QlExpr *field, const char *name);

#endif
