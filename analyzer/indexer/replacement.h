/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file that replaces another one only when it is whole.
 *
 * The new file is written beside the old one as "NAME.part" and renamed over it at the end. It
 * stays when a run ends early, so that the next one can go on with it. A lock on "NAME.lock" keeps
 * a second run out; whoever holds it may remove what dead runs left. Where no file can be made,
 * nothing is locked: then the old file may be read, but not replaced.
 */
#ifndef QL_REPLACEMENT_H
#define QL_REPLACEMENT_H

#include <glib.h>

typedef struct QlReplacement QlReplacement;

/**
 * Locks @path for replacement. Error QL_INDEX_ERROR_BUSY if another run has it; a file that is
 * there must be an index or empty, and so must one called like the new file.
 */
QlReplacement *ql_replacement_begin(const char *path, GError **error);

/** FALSE with @error set, which says what to do, if nothing can be written there. To be asked
 * before any of the functions that write. */
gboolean ql_replacement_may_write(const QlReplacement *replacement, GError **error);

/** The file to replace, symbolic links resolved. */
const char *ql_replacement_old(const QlReplacement *replacement);

/** Where to write the new file. */
const char *ql_replacement_path(const QlReplacement *replacement);

/** Makes the new file a copy of the old one, replacing what was there. */
gboolean ql_replacement_copy(const QlReplacement *replacement, GError **error);

/** Removes the new file. Does nothing where nothing can be written. */
void ql_replacement_discard(const QlReplacement *replacement);

/** Moves the new file, which must be closed and synced, over the old one. */
gboolean ql_replacement_commit(const QlReplacement *replacement, GError **error);

/** Unlocks. NULL is allowed. */
void ql_replacement_free(QlReplacement *replacement);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlReplacement, ql_replacement_free)

#endif
