/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file that replaces another one only when it is whole.
 *
 * The new file is written beside the old one as "NAME.tmp.PID" and renamed over it at the end. A
 * lock on "NAME.lock" keeps a second run out; whoever holds it may remove what dead runs left.
 */
#ifndef QL_REPLACEMENT_H
#define QL_REPLACEMENT_H

#include <glib.h>

typedef struct QlReplacement QlReplacement;

/** Locks @path for replacement. Error QL_INDEX_ERROR_BUSY if another run has it. */
QlReplacement *ql_replacement_begin(const char *path, GError **error);

/** Where to write the new file. */
const char *ql_replacement_path(const QlReplacement *replacement);

/** Moves the new file, which must be closed and synced, over the old one. */
gboolean ql_replacement_commit(QlReplacement *replacement, GError **error);

/** Unlocks; removes the new file if it was not committed. NULL is allowed. */
void ql_replacement_free(QlReplacement *replacement);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlReplacement, ql_replacement_free)

#endif
