/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The database before and after the TUs are parsed.
 *
 * It is written so that a kill at any moment leaves nothing false in it. What is outdated goes
 * before anything is added, together with the hashes of files that changed; each TU is added in one
 * transaction, the hashes of its files after it: a hash that is missing costs time only. A file may
 * change while it is parsed, so at the end the hash of each file that changed since the run began
 * is forgotten; table meta says when that was, so that the run that goes on with what a killed one
 * left can do the same.
 */
#ifndef QL_WRITING_H
#define QL_WRITING_H

#include "reuse.h"

/** The database of a run that began at @moment, by ql_file_clock(), with what is taken over. */
QlStore *ql_writing_begin(const QlReuse *reuse, gint64 moment, GError **error);

/** Adds to @store what is known only when all TUs are in it, and marks it whole. */
gboolean ql_writing_finish(QlStore *store, const QlReuse *reuse, gint64 moment, GError **error);

#endif
