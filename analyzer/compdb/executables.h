/* SPDX-License-Identifier: Apache-2.0 */
/* Which entries of the compile database each executable links. */
#ifndef QL_EXECUTABLES_H
#define QL_EXECUTABLES_H

#include "compdb.h"
#include "ninja_file.h"

/**
 * Fills compdb->executables from the link edges of @ninja, whose paths are relative to
 * @directory. @objects gives the number of an entry plus one for the absolute path of its object.
 */
gboolean ql_executables_read(QlCompdb *compdb, const QlNinja *ninja, const char *directory,
                             GHashTable *objects, GError **error);

#endif
