/* SPDX-License-Identifier: Apache-2.0 */
/* What "threads", "roots" and "forks" print alike. */
#ifndef QL_ROOT_TEXT_H
#define QL_ROOT_TEXT_H

#include "program.h"

/** Lock classes and facts as people read them: "BQL, on-vcpu", or "nothing". Either list may be
 * NULL. Free with g_free(). */
char *ql_cli_holds_text(char **holds, char **adds);

/** Prints "file:line: " of line @line in @function's file. */
void ql_cli_print_place(const QlProgram *program, const QlFunction *function, guint line);

/** The order of two places: by file, then line. */
int ql_cli_compare_places(const QlProgram *program, const QlFunction *a, guint a_line,
                          const QlFunction *b, guint b_line);

/** As g_ptr_array_sort_with_data(), of a copy of @array: the caller owns it, not its elements. */
GPtrArray *ql_cli_sorted(const GPtrArray *array, GCompareDataFunc compare, gconstpointer user);

#endif
