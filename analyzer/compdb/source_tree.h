/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the source tree that a build tree was configured from. */
#ifndef QL_SOURCE_TREE_H
#define QL_SOURCE_TREE_H

#include <glib.h>

/**
 * The source tree of build tree @build, which compiles @sources (absolute file names): what meson
 * notes there, if that holds any of them or all are generated; else, if most of them lie outside of
 * @build, the deepest directory that holds those; else @build.
 */
char *ql_source_tree_find(const char *build, const GPtrArray *sources);

#endif
