/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean …": the known word nearest to a mistyped one. */
#ifndef QL_NEAREST_H
#define QL_NEAREST_H

#include <glib.h>

/**
 * The string of @words (char*) that takes the fewest edits to become @word, the first of equals, or
 * NULL if none is near enough to have been meant.
 */
const char *ql_nearest(const char *word, const GPtrArray *words);

/** A hint for messages: 'did you mean "x"?', else 'known: a, b, c'. The caller frees it. */
char *ql_nearest_hint(const char *word, const GPtrArray *words);

#endif
