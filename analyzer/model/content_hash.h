/* SPDX-License-Identifier: Apache-2.0 */
/* What content is known by: the beginning of its SHA-256. */
#ifndef QL_CONTENT_HASH_H
#define QL_CONTENT_HASH_H

#include <glib.h>

/** Bytes of a content hash. */
#define QL_HASH_SIZE 16

/** The hash of the @size bytes at @data. */
void ql_content_hash(gconstpointer data, gsize size, guint8 hash[QL_HASH_SIZE]);

/** The hash of what was added to @sum, a SHA-256, to which nothing can be added any more. */
void ql_content_hash_finish(GChecksum *sum, guint8 hash[QL_HASH_SIZE]);

#endif
