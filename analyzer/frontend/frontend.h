/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The front end: one translation unit in, facts out. The only folder that includes clang-c/.
 *
 * Every external function, every static function of the main file, every variable with an
 * initialiser and every constructor of the TU is lowered to a flow graph; a static inline function
 * of a header only if something lowered refers to it.
 */
#ifndef QL_FRONTEND_H
#define QL_FRONTEND_H

#include "prefix.h"
#include "rooted_path.h"
#include "tu.h"

typedef struct QlFrontend QlFrontend;

/** Creates a front end (a libclang index) for trees rooted at @paths, which must outlive it. */
QlFrontend *ql_frontend_new(const QlPaths *paths);
void ql_frontend_free(QlFrontend *frontend);

/**
 * Parses @input and returns its facts; a TU with errors still gives facts, with errors > 0. Returns
 * NULL with @error set (domain QL_FRONTEND_ERROR) if libclang gives no AST at all.
 *
 * With a @prefix (NULL: none) parsing is quicker and the facts are the same. If the prefix does not
 * suit the TU, it is parsed with a smaller one or plainly and @plain_reason, unless NULL, says why;
 * free with g_free().
 */
QlTuFacts *ql_frontend_parse(QlFrontend *frontend, const QlTuInput *input, const QlPrefix *prefix,
                             char **plain_reason, GError **error);

/** Version of the facts this front end writes: a change of meaning or format raises it. */
int ql_frontend_version(void);

/** libclang's version text, e.g. "Debian clang version 19.1.7". Free with g_free(). */
char *ql_frontend_clang_version(void);

#define QL_FRONTEND_ERROR (ql_frontend_error_quark())
GQuark ql_frontend_error_quark(void);
enum { QL_FRONTEND_ERROR_PARSE };

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlFrontend, ql_frontend_free)

#endif
