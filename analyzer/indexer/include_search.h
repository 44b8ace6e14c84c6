/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the includes of a TU are found, as a hash: a TU must be parsed again not only when a file
 * it read changes, but also when a file appears that it would read instead, or for which it asked
 * in vain.
 *
 * A TU searches some directories: those its flags name, its working directory, the usual ones of
 * the system and, for quoted includes, the directories of the files it reads. Each file it read is
 * below some of them; the rest of its path is a name by which it may have been included. The hash
 * covers, for every such name and every name after QL_NOT_FOUND, which of the directories have it.
 * Any change of what an include means changes that; it does not matter where the trees lie.
 */
#ifndef QL_INCLUDE_SEARCH_H
#define QL_INCLUDE_SEARCH_H

#include "rooted_path.h"
#include "tu.h"

typedef struct QlIncludeSearch QlIncludeSearch;

/** A file that TUs read; owned by the search. */
typedef struct QlSearchFile QlSearchFile;

/** @paths must outlive the result. */
QlIncludeSearch *ql_include_search_new(const QlPaths *paths);
void ql_include_search_free(QlIncludeSearch *search);

/** Lists the directories that @input, with rooted source @source, is known to search before it is
 * parsed. */
void ql_include_search_prepare(QlIncludeSearch *search, const QlTuInput *input, const char *source);

/**
 * From now on TUs are parsed: what is found for the first time counts only if it has been there
 * since before @moment, as ql_file_clock() gives it, since a TU may have been parsed without it.
 */
void ql_include_search_begin(QlIncludeSearch *search, gint64 moment);

/** The file at rooted path @path, or an include not found. */
QlSearchFile *ql_include_search_file(QlIncludeSearch *search, const char *path);

/** The hash for @input, which read @files (QlSearchFile*). NULL: not known. Free with g_free(). */
char *ql_include_search_hash(QlIncludeSearch *search, const QlTuInput *input,
                             const GPtrArray *files);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlIncludeSearch, ql_include_search_free)

#endif
