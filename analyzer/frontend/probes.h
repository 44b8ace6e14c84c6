/* SPDX-License-Identifier: Apache-2.0 */
/* What files ask for without reading it, or read without including it: the answer may change though
 * no file they include does. */
#ifndef QL_PROBES_H
#define QL_PROBES_H

#include "rooted_path.h"

typedef struct QlProbes QlProbes;

QlProbes *ql_probes_new(const QlPaths *paths);
void ql_probes_free(QlProbes *probes);

/**
 * Appends to @files (char*, rooted) what their texts ask for, also where an #if leaves it out:
 *
 * - "NONE:x.h" for each x.h of a __has_include, and for each include with ".." in it, which may be
 *   found elsewhere without another file being read from a directory that is searched;
 * - each file that stands beside one that embeds it;
 * - QL_UNTOLD and the file that asks, where what it asks for is not written there.
 *
 * Each once. Each file is looked through once for all TUs; those of the system are not: they come
 * and go together.
 */
void ql_probes_add(QlProbes *probes, GPtrArray *files);

/** Whether the @length bytes at @text ask which files there are, or embed one. */
gboolean ql_asks_for_files(const char *text, gsize length);

#endif
