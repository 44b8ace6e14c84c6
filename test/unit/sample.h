/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions made by hand, for tests. */
#ifndef QL_SAMPLE_H
#define QL_SAMPLE_H

#include "definition.h"

/**
 * A function with every kind of expression, event, terminator and edge. The order in which its
 * names were interned and its arrays filled varies with @shuffle, its content does not.
 */
QlDefinition *ql_sample_function(QlStrings *strings, gboolean shuffle);

/** Function @name in @file: one call of @callee at line 2, and a return. */
QlDefinition *ql_sample_caller(QlStrings *strings, const char *name, const char *file,
                               const char *callee);

/** Variable "ops": `ops.Ops.run = callee;` */
QlDefinition *ql_sample_variable(QlStrings *strings, const char *callee);

#endif
