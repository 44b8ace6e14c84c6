/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths relative to named roots, so that an index survives a move of the tree.
 *
 * A rooted path is "SRC:hw/pci/msi.c" (source tree), "BUILD:qapi/qapi-types.h" (build tree),
 * "SYS:usr/include/stdio.h" (compiler and system headers) or "EXT:…" (anything else, absolute).
 * If the build tree lies inside the source tree, the longer root wins.
 */
#ifndef QL_ROOTED_PATH_H
#define QL_ROOTED_PATH_H

#include <glib.h>

typedef struct QlPaths {
    char *src;   /* absolute, canonical, without trailing slash */
    char *build; /* likewise */
} QlPaths;

QlPaths *ql_paths_new(const char *src, const char *build);
void ql_paths_free(QlPaths *paths);

/** Rooted form of @path, which may be relative to @directory (NULL: the current one). */
char *ql_paths_to_rooted(const QlPaths *paths, const char *path, const char *directory);

/** Absolute path of @rooted on this machine. */
char *ql_paths_to_absolute(const QlPaths *paths, const char *rooted);

/** What people see: SRC paths without their root, others as they are; points into @rooted. */
const char *ql_paths_display(const char *rooted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlPaths, ql_paths_free)

#endif
