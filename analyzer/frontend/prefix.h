/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Precompiled prefixes: the headers that many TUs of equal flags read first, parsed once.
 *
 * A prefix never changes a fact. It is used for a TU only if reading its headers first, and more of
 * them than the TU asks for, cannot matter: prefix_check.c decides that for every TU, which is
 * otherwise parsed plainly. Prefixes live as files in a directory that can be deleted at any time.
 *
 *     prefixes = ql_prefixes_new(…);              texts are read, nothing is parsed
 *     do {
 *         ql_prefixes_build(prefixes, i, …);      for i < ql_prefixes_to_build(), in any process
 *         ql_prefixes_load(prefixes);
 *     } while (ql_prefixes_to_build(prefixes));
 *     ql_frontend_parse(frontend, input, ql_prefixes_of(prefixes, tu), …);
 */
#ifndef QL_PREFIX_H
#define QL_PREFIX_H

#include "rooted_path.h"
#include "tu.h"

typedef struct QlPrefix QlPrefix;
typedef struct QlPrefixes QlPrefixes;

/**
 * Plans prefixes for @inputs (const QlTuInput*, to outlive the result), of which those with a
 * @wanted flag will be parsed. A prefix kept in @directory is used again if the files it was made
 * of have the same content; one that is missing is planned if enough TUs want it. Never fails:
 * without a prefix TUs are parsed plainly. @paths must outlive the result.
 */
QlPrefixes *ql_prefixes_new(const GPtrArray *inputs, const guint8 *wanted, const QlPaths *paths,
                            const char *directory);
void ql_prefixes_free(QlPrefixes *prefixes);

/** How many prefixes are to be built. */
guint ql_prefixes_to_build(const QlPrefixes *prefixes);

/**
 * Builds prefix @number, from 0, into the directory. Uses libclang, which may crash or hang: call
 * it in a process that may be lost. Fails if no header is left that can be in a prefix.
 */
gboolean ql_prefixes_build(QlPrefixes *prefixes, guint number, GError **error);

/** Notes why prefix @number could not be built, before ql_prefixes_load(). */
void ql_prefixes_note_failure(QlPrefixes *prefixes, guint number, const char *reason);

/** Loads what has been built, and removes from the directory what no TU uses. It may turn out that
 * some TUs need another prefix: then there is something to build again. */
void ql_prefixes_load(QlPrefixes *prefixes);

/** The prefix for TU @tu, an index into the inputs. NULL: none, for @reason (unless NULL), which
 * lives as long as @prefixes. */
const QlPrefix *ql_prefixes_of(const QlPrefixes *prefixes, guint tu, const char **reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlPrefixes, ql_prefixes_free)

#endif
