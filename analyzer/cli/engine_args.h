/* SPDX-License-Identifier: Apache-2.0 */
/* What commands that ask the engine have in common. */
#ifndef QL_ENGINE_ARGS_H
#define QL_ENGINE_ARGS_H

#include "engine.h"
#include "program_args.h"

/**
 * The engine as "check" runs it with rules @only (NULL: all), so that answers agree. Prints an
 * error and returns NULL if that many cannot be told apart.
 */
QlEngine *ql_cli_engine_new(const QlLoaded *loaded, const char *const *only);

/** The lock class or fact called @name; prints an error, with what may be meant, and returns -1 if
 * there is none. */
int ql_cli_find_lock(const QlAnnotations *annotations, const QlLockClasses *classes,
                     const char *name);

/** Whether @format (NULL: text) is "text" or "json"; prints an error if not. */
gboolean ql_cli_format_is_valid(const char *format);

#endif
