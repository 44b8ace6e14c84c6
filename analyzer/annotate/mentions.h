/* SPDX-License-Identifier: Apache-2.0 */
/* Where the text of a source tree mentions names, compiled or not. */
#ifndef QL_MENTIONS_H
#define QL_MENTIONS_H

#include <glib.h>

/**
 * Looks for @names (char*) in the C files below directory @root: "name" as a whole word,
 * "Record.field" as all of its words in one file; a pattern is never found. Comments count.
 *
 * Returns name -> "file:line" of its last word, relative to @root, for those that were found. Of
 * several files the first by path counts. What cannot be read has no names. Free with
 * g_hash_table_unref().
 */
GHashTable *ql_mentions_find(const char *root, const GPtrArray *names);

#endif
