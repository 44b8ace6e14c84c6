/* SPDX-License-Identifier: Apache-2.0 */
/* Names that hold across translation units: see "Keys" in definition.h. */
#ifndef QL_KEYS_H
#define QL_KEYS_H

#include "tu_context.h"

/** The function or variable with static storage that @cursor declares or refers to. */
QlDecl *ql_decl(QlTuContext *tu, CXCursor cursor);

/** As ql_decl(), for a static local of function @owner (a key). */
QlDecl *ql_decl_in_function(QlTuContext *tu, CXCursor cursor, QlSym owner);

/** The name of variable @cursor; without the number at its end if a macro made it up. */
QlSym ql_stable_name(QlTuContext *tu, CXCursor cursor);

/** Key of the record @type is, points to or is an array of; 0 if none. */
QlSym ql_record_key(QlTuContext *tu, CXType type);

/** Names an untagged record without typedef after the variable declared with it. */
void ql_name_record_after(QlTuContext *tu, CXType type, QlSym variable);

/** Name and record of field @cursor (a FieldDecl). */
const QlField *ql_field(QlTuContext *tu, CXCursor cursor);

/** @type as written; without positions if it has no name. */
QlSym ql_type_text(QlTuContext *tu, CXType type);

/**
 * Declaration of the function called @name at file scope, or a null cursor. With a prefix, only
 * functions that may be a cleanup function are found in it.
 */
CXCursor ql_function_named(QlTuContext *tu, const char *name);

/** Canonical spelling of what typedef @name stands for, or NULL if there is none. */
char *ql_typedef_spelling(QlTuContext *tu, const char *name);

/** Whether @type is a record or an array; sees through typedefs. */
gboolean ql_is_record(CXType type);
gboolean ql_is_array(CXType type);

/**
 * What @type points to; of kind CXType_Invalid if it is no pointer. An array counts as one:
 * libclang tells a parameter's type as it was written.
 */
CXType ql_pointee(CXType type);

#endif
