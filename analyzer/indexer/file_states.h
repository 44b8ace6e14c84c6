/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What files contain now, as hashes.
 *
 * Hashing thousands of files takes longer than asking for their times, so a cache file remembers
 * the hash that went with a file's size, times, inode and device. It is never needed and never
 * believed too much: an entry is kept only if the file had been left alone for a while when it was
 * hashed (a later change in the same tick of the clock would not show), and a damaged cache is as
 * good as none.
 */
#ifndef QL_FILE_STATES_H
#define QL_FILE_STATES_H

#include "rooted_path.h"
#include <glib.h>

typedef struct QlFileStates QlFileStates;

/** Reads the cache file @cache, if there is a whole one; nobody else may be writing it. @paths must
 * outlive the result. */
QlFileStates *ql_file_states_new(const QlPaths *paths, const char *cache);
void ql_file_states_free(QlFileStates *states);

/**
 * The hash of the file at rooted path @path, of QL_HASH_SIZE bytes: as the file was when it was
 * first asked for. NULL: there is no such regular file, or it cannot be read.
 */
const guint8 *ql_file_states_hash(QlFileStates *states, const char *path);

/**
 * Whether the file may have changed since @moment, in nanoseconds as ql_file_clock() counts them,
 * or is no longer the one that was hashed.
 */
gboolean ql_file_states_changed_since(QlFileStates *states, const char *path, gint64 moment);

/** Whether the database @database is the file that ql_file_states_trust() was told of. */
gboolean ql_file_states_trusts(QlFileStates *states, const char *database);

/** Remembers that the database @database is whole: it was written, or read and found so. */
void ql_file_states_trust(QlFileStates *states, const char *database);

/** Writes the cache file for the files asked for. A failure costs time later, so it is no error. */
void ql_file_states_save(QlFileStates *states);

/** The clock by which the kernel stamps files, in nanoseconds. */
gint64 ql_file_clock(void);

struct stat;

/** Whether the times of @info admit a change at or after @moment. */
gboolean ql_file_stamped_since(const struct stat *info, gint64 moment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlFileStates, ql_file_states_free)

#endif
