/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that must not depend on where the trees lie. */
#ifndef QL_PLACELESS_H
#define QL_PLACELESS_H

#include "rooted_path.h"
#include "tu.h"

/** @text with @src and "BUILD:" in place of the trees' directories. Free with g_free(). */
char *ql_placeless_text(const char *text, const QlPaths *paths, const char *src);

/** Identifies the flags of @tu: equal hashes parse alike. Free with g_free(). */
char *ql_placeless_flags(const QlTuInput *tu, const QlPaths *paths);

#endif
