/* SPDX-License-Identifier: Apache-2.0 */
/* Reading whole files that somebody else wrote. */
#ifndef QL_READ_FILE_H
#define QL_READ_FILE_H

#include <glib.h>

/**
 * Reads regular file @path of at most @limit bytes. A device, pipe or larger file is an error
 * (domain G_FILE_ERROR), so that no name in a hostile input can block or fill the process.
 */
char *ql_read_file(const char *path, gsize limit, gsize *length, GError **error);

#endif
