/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Selectors: how people name sets of functions on the command line.
 *
 *   NAME, NAME@PART, KEY    functions called so (in a file whose path holds PART); '*', '?' in NAME
 *   [MARK]                  with that mark or attribute, on the definition or a prototype
 *   file:PATH               defined in that file, below that directory, or matching that pattern
 *   root:KIND                a root (program.h) on that kind of thread; '*' any
 *   /REGEX/                 whose name matches
 *   A,B  A&B  !A  {A,B}&C   in A or B, in both, not in A; braces group
 *   A:callers  A:callees  A:all-callers  A:all-callees
 */
#ifndef QL_SELECTORS_H
#define QL_SELECTORS_H

#include "call_graph.h"

/** A set of a graph's functions. */
typedef struct QlFunctionSet {
    guint n;
    guint8 *has; /* by index: 0 or 1 */
} QlFunctionSet;

QlFunctionSet *ql_function_set_new(const QlCallGraph *graph);
void ql_function_set_free(QlFunctionSet *set);
void ql_function_set_add_all(QlFunctionSet *set, const QlFunctionSet *other);
void ql_function_set_complement(QlFunctionSet *set);
guint ql_function_set_count(const QlFunctionSet *set);

/** QL_SELECTOR_ERROR_NOTHING: a part matches no function; _SYNTAX: it cannot be read. */
#define QL_SELECTOR_ERROR (ql_selector_error_quark())
GQuark ql_selector_error_quark(void);
enum { QL_SELECTOR_ERROR_SYNTAX, QL_SELECTOR_ERROR_NOTHING };

/**
 * Reads a selector at *@text and moves *@text behind it: to the end, a blank, or one of "()|".
 * A name, mark, file or regular expression in it that matches nothing is an error.
 */
QlFunctionSet *ql_selector_read(const QlCallGraph *graph, const char **text, GError **error);

/** The functions that selector @text means. */
QlFunctionSet *ql_selector_parse(const QlCallGraph *graph, const char *text, GError **error);

/** The marks and attributes of @function, its prototypes' included: const char*, sorted. */
GPtrArray *ql_function_marks(const QlProgram *program, const QlFunction *function);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlFunctionSet, ql_function_set_free)

#endif
