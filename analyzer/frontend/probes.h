/* SPDX-License-Identifier: Apache-2.0 */
/* What files ask for with __has_include: the answer may change though no file they read does. */
#ifndef QL_PROBES_H
#define QL_PROBES_H

#include "rooted_path.h"

typedef struct QlProbes QlProbes;

QlProbes *ql_probes_new(const QlPaths *paths);
void ql_probes_free(QlProbes *probes);

/**
 * Appends "NONE:x.h" to @files (char*, rooted) for each x.h that one of them asks for, once. Each
 * file is looked through once for all TUs; those of the system are not: they come and go together.
 */
void ql_probes_add(QlProbes *probes, GPtrArray *files);

#endif
